"""A new instruction, filled in from the address: the unit, the KPI and the period that somebody looked at.

Pages that lead here write the address with `dashboards/components/instruction_link.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from core.features.follow_up.evidence import content_with_evidence
from core.instructions.clocks import FINISH
from core.instructions.model import LONGEST_TEXT, InstructionContent
from core.instructions.read import Instruction
from core.metrics.types import Board
from core.store.sqlite import StoreError
from core.store.unit_words import placed_full_name
from core.time.days import day_number
from dashboards.components import choices, period_picker
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions import already_open, from_signal
from dashboards.pages.instructions.evidence import evidence_text
from dashboards.queries import database, instructions, pages, session
from dashboards.server.sent_numbers import whole_number

_RECORD = re.compile(r"[\w-]{1,64}")
_UNIT, _KPI, _TASK, _DUE, _OPEN = "order_unit", "order_kpi", "order_task", "order_due", "order_open"
_SENT = "order_sent"


def draw_sent() -> None:
    """Draw, after an instruction was sent, that it was, and the way back to where its sender begins."""
    number = st.session_state.get(_SENT)
    if not number or number != st.query_params.get("no"):
        return
    with st.container(key="instruction_sent", horizontal=True, vertical_alignment="center", gap="small"):
        st.text(words.SENT.format(number=number), width="content")
        home = pages.home()
        if home is not None:
            choices.draw_link(home.address, words.BACK_TO.format(page=home.name))


def draw(visible: Sequence[Instruction]) -> None:
    """Draws the form; closed, unless somebody came here with a figure. `visible` are the instructions there are."""

    def ask(content: InstructionContent) -> None:
        already_open.draw(content, visible)
        _ask(content)

    tree = session.units()
    below = {unit.id: placed_full_name(tree, unit) for unit in tree.stations(tree.root.id)}
    asked_unit, asked_kpi = st.query_params.get("unit", ""), st.query_params.get("kpi", "")
    came = asked_kpi in database.catalogue().kpis or bool(whole_number(asked_unit))
    signal = from_signal.requested_key()
    with st.expander(words.NEW, expanded=came or signal is not None, icon=":material/send:"):
        if not below:
            st.info(words.NO_ISSUE)
            return
        if signal is not None and from_signal.draw(signal, below, ask):
            return
        content = _picked(below, asked_unit, asked_kpi if asked_kpi in database.catalogue().kpis else None)
        if content is not None:
            ask(content)


def _picked(below: dict[int, str], asked_unit: str, asked_kpi: str | None) -> InstructionContent | None:
    """Draw the choice of unit, KPI and period; return what the instruction says of them, None without a unit."""
    catalogue = database.catalogue()
    kpis_to_send = instructions.scoped().kpis_to_send
    # Whoever is bound to a field of work sends about its KPIs alone, never about none.
    kpis = [*([None] if len(kpis_to_send) == len(catalogue.kpis) else []), *kpis_to_send]
    # Nobody is picked for the sender: a second click must not send to whoever comes first.
    number = whole_number(asked_unit)
    start = number if number in below else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = st.selectbox(
            words.UNIT,
            list(below),
            None if start is None else list(below).index(start),
            format_func=below.__getitem__,
            key=_UNIT,
            width=220,
            placeholder=words.PICK_UNIT,
        )
        kpi = st.selectbox(
            words.INDICATOR,
            kpis,
            kpis.index(asked_kpi) if asked_kpi in kpis else 0,
            key=_KPI,
            width=320,
            format_func=lambda kpi: catalogue.kpis[kpi].zh if kpi else words.NONE,
        )
        period = period_picker.draw()
    if unit is None:
        st.info(words.PICK_UNIT)
        return None
    content = InstructionContent(unit, "")
    if kpi is not None:
        board = instructions.unit_figure(period, kpi, unit)
        content = content_with_evidence(board, catalogue, kpi, unit, "")
        _evidence(content)
        content = replace(content, task=_about(board, kpi, content) + _record())
    return content


def _about(board: Board, kpi: str, content: InstructionContent) -> str:
    return words.ABOUT.format(kpi=database.catalogue().kpis[kpi].zh, period=board.label, figure=content.after)


def _record() -> str:
    """The one record that the address names, if it reads like a number of one."""
    record_number = st.query_params.get("record", "")
    return words.RECORD.format(number=record_number) if _RECORD.fullmatch(record_number) else ""


def _evidence(content: InstructionContent) -> None:
    st.text(evidence_text(content))


def _ask(content: InstructionContent) -> None:
    days = database.catalogue().limits[FINISH].days
    work = database.catalogue().work_calendar()
    today = instructions.today()
    first = day_number(today)
    usual = today + timedelta(days=work.add_workdays(first, days) - first)
    with st.form("order", border=False):
        # The key changes with what it is about, so that another figure brings its own words.
        task = st.text_area(
            words.TASK,
            content.task,
            max_chars=LONGEST_TEXT,
            placeholder=words.TASK_HINT,
            height=90,
            key=f"{_TASK}_{content.unit}_{content.kpi}_{content.period}_{content.signal}_{_record()}",
        )
        due = st.date_input(words.DUE, usual, min_value=today, key=_DUE, width=200)
        if unknown := work.unannounced_years(first, work.add_workdays(first, days)):
            st.caption(words.UNKNOWN_YEAR.format(years="、".join(map(str, unknown))))
        sent = st.form_submit_button(words.SEND, type="primary")
    if sent:
        _send(replace(content, task=task, due=day_number(due)))


def _send(content: InstructionContent) -> None:
    try:
        number = instructions.send(content)
    except (LookupError, StoreError) as error:
        st.error(str(error.args[0]))
        return
    st.session_state[_SENT] = number
    for name in ("unit", "kpi", "record", from_signal.SIGNAL_PARAMETER):
        st.query_params.pop(name, None)
    st.query_params["no"] = number
    st.rerun()
