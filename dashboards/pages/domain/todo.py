"""Work to be done in a field: what was judged, signals and overdue instructions, by unit."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from core.access.scoped_instructions import OverdueInstruction
from core.access.scoped_signals import SignalRecord
from core.board.attention import Notice
from core.catalogue.domain_page_model import Docket
from core.features.signals.digest import SignalGroup, group_of
from core.features.signals.text import since_text
from dashboards.components import instruction_link, older_answer, todo_list
from dashboards.components.todo_list import TodoLine
from dashboards.i18n import words as shared_words
from dashboards.i18n.words import domain as words
from dashboards.i18n.words import older_answers
from dashboards.i18n.words import signals as signal_words
from dashboards.pages.domain.view import DomainView, overdue_sum
from dashboards.queries import instructions, session, signals
from dashboards.queries.unit_places import place_of, place_of_signal, whole
from dashboards.registry import entry_of

KEY = "domain_todo_lines"
MOST = 40
TONES = {SignalGroup.UNUSUAL: "worse", SignalGroup.DOUBTFUL_DATA: "watch", SignalGroup.OVERDUE: "worse"}
OVERDUE_SHAPE = "■"
BUREAU_FIRST = -1


def draw(view: DomainView) -> None:
    """Draw the list, or that there is nothing to do."""
    st.markdown(f"### {words.TODO}")
    if not view.knows_signals:
        st.caption(words.TODO_FAILED if view.signals_failed else words.TODO_PENDING)
    older_answer.draw(older_answers.SIGNALS, view.signals, signals.bureau_signals)
    lines = todo_lines(view)
    if lines:
        todo_list.draw(lines[:MOST], KEY, words.TODO)
    elif view.knows_signals:
        st.text(words.TODO_NONE)
    if len(lines) > MOST:
        st.caption(words.TODO_MORE.format(count=len(lines) - MOST))


def todo_lines(view: DomainView) -> list[TodoLine]:
    """Return the lines: the whole first, then the stations in their order; of one unit notices, signals, instructions.

    What a signal tells of a figure is not told again by a notice.
    """
    by_signals = {(record.signal.station or record.signal.unit.id, record.signal.kpi) for record in view.records}
    placed_notices = [
        *((view.unit.id, _of_work(view, work)) for work, lines in view.overdue_work.items() if lines),
        *((notice.unit, _of_notice(notice)) for notice in view.notices if (notice.unit, notice.kpi) not in by_signals),
        *((_station(view, record), _of_signal(view, record)) for record in view.records),
        *((late.unit, _of_instruction(late)) for late in view.overdue),
    ]
    order = {unit.id: place for place, unit in enumerate(view.matrix.units if view.matrix else [])}
    order[view.unit.id] = BUREAU_FIRST
    return [line for _, line in sorted(placed_notices, key=lambda item: order.get(item[0], len(order)))]


def _station(view: DomainView, record: SignalRecord) -> int:
    return record.signal.station or (view.unit.id if record.signal.unit.id == view.unit.id else record.signal.unit.id)


def _of_work(view: DomainView, work: Docket) -> TodoLine:
    """Return the sum of a list of work past its date, with the way to the list for whoever may open it."""
    may_open = session.scope().role in entry_of(work).roles
    return TodoLine(
        whole(),
        OVERDUE_SHAPE,
        words.OVERDUE_KIND,
        "worse",
        f"{words.WORK[work]}：{overdue_sum(view.overdue_work[work])}",
        href=work if may_open else "",
        link=words.OPEN_LIST,
    )


def _of_notice(notice: Notice) -> TodoLine:
    shape, _, verdict = notice.marked_verdict.partition(" ")
    word = verdict if notice.kind == "missed" else words.WORSE
    text = notice.kpi_label if notice.kind == "missed" else f"{notice.kpi_label} {verdict}"
    is_station = notice.unit in session.units().units and session.units().units[notice.unit].kind == "station"
    href = instruction_link.form_url(notice.kpi, notice.unit) if is_station else ""
    place = shared_words.short_unit(notice.unit_name)
    return TodoLine(place, shape, word, "worse", text, notice.evidence, href, words.SEND)


def _of_signal(view: DomainView, record: SignalRecord) -> TodoLine:
    signal = record.signal
    group = group_of(signal.kind)
    sent = words.SENT.format(numbers="、".join(record.instructions)) if record.instructions else ""
    since = signal_words.SINCE.format(since=since_text(signal))
    rule = view.catalogue.signals[signal.rule].zh
    href, link = _way(record)
    ground = "，".join(filter(None, (rule, since, sent)))
    # Of overdue work the headline leaves out by how many days: the whole number would not be that of the list.
    text = signal.finding if group is SignalGroup.OVERDUE else signal.headline or signal.finding
    return TodoLine(
        place_of_signal(record.signal),
        signal_words.SHAPES[signal.kind],
        group.label,
        TONES[group],
        text,
        ground,
        href,
        link,
    )


def _way(record: SignalRecord) -> tuple[str, str]:
    """Return where a signal leads: to its instruction, or for whoever may send one to its form."""
    if record.instructions and instructions.scoped().may_handle:
        return f"{instruction_link.PAGE}?{urlencode({'no': record.instructions[-1]})}", words.OPEN
    if not record.instructions and instruction_link.may_send():
        return f"{instruction_link.PAGE}?{urlencode({'signal': record.signal.key})}", words.SEND
    return "", ""


def _of_instruction(late: OverdueInstruction) -> TodoLine:
    text = words.OVERDUE_INSTRUCTION.format(number=late.number, clocks="、".join(late.clocks))
    href = f"{instruction_link.PAGE}?{urlencode({'no': late.number})}"
    return TodoLine(place_of(late.unit), OVERDUE_SHAPE, words.OVERDUE_KIND, "worse", text, "", href, words.OPEN)
