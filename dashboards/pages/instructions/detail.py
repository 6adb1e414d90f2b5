"""One instruction: its evidence, its clocks, what has happened, and what whoever looks may do now."""

from __future__ import annotations

import streamlit as st

from core.instructions.model import LONGEST_TEXT, STAGE_NAMES, STEP_NAMES, Event, InstructionContent, Step
from core.instructions.read import Instruction
from core.time.days import day_number
from dashboards.components.times import minute_text
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions import follow_up as instruction_watch
from dashboards.pages.instructions import from_signal as signal_order
from dashboards.pages.instructions.list import day_text, standing
from dashboards.queries import database, instructions, session

_SAID = "instruction_said"
DATED = (Step.ASK_TIME, Step.REOPEN)
COUNTED = (Step.PROGRESS, Step.REPORT)


def draw(one: Instruction) -> None:
    """Draws it beside what can be done."""
    state = one.state
    unit = session.units().units[state.content.unit].name
    title = words.TITLE.format(number=one.number, unit=unit, stage=STAGE_NAMES[state.stage])
    st.subheader(title, anchor=False)
    if (said := st.session_state.pop(_SAID, None)) is not None:
        (st.error if said[0] else st.success)(said[1])
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _about(one)
        instruction_watch.draw(one)
        st.markdown(f"**{words.HISTORY}**")
        for event in one.events:
            _event(event)
    with right:
        _handle(one)


def _about(one: Instruction) -> None:
    state, order = one.state, one.state.content
    due = state.deadlines
    st.text(order.task)
    clocks = words.CLOCKS.format(sign=day_text(due.sign), report=day_text(due.report), finish=day_text(due.finish))
    st.text(f"{standing(one)} · {clocks}")
    if state.requested_due_day is not None:
        st.text(words.ASKED.format(day=day_text(state.requested_due_day)))
    signal_order.origin(order)
    if order.kpi in database.catalogue().kpis:
        _evidence(order)


def _evidence(order: InstructionContent) -> None:
    kpi = database.catalogue().kpis[str(order.kpi)]
    lines = [(words.INDICATOR, kpi.zh), (words.PERIOD, order.period or ""), (words.FIGURE, order.after)]
    lines += [(words.BASE, order.before), (words.VERDICT, order.verdict)]
    with st.container(border=True):
        st.caption(words.EVIDENCE)
        st.text("\n".join(f"{label}：{text}" for label, text in lines if text))
        if instructions.orders().may_send:
            params = {"unit": str(order.unit), "kpi": str(order.kpi), "period": order.period or ""}
            st.page_link("pages/chief/page.py", label=words.BACK, query_params=params)


def _event(event: Event) -> None:
    unit = instructions.name_of(event.actor.unit)
    with st.container(border=True, gap=None):
        at, step = minute_text(event.at), STEP_NAMES[event.step]
        said = words.EVENT if event.actor.name else words.EVENT_UNNAMED
        st.text(said.format(at=at, step=step, actor=event.actor.name, unit=unit))
        lines = [event.text] if event.text else []
        if event.figures:
            figures = "；".join(f"{label} {value}" for label, value in event.figures)
            lines.append(words.FIGURES_LINE.format(figures=figures))
        if event.day is not None:
            lines.append(words.TO_DAY.format(day=day_text(event.day)))
        if lines:
            st.text("\n".join(lines))


def _handle(one: Instruction) -> None:
    steps = instructions.orders().allowed_steps(one, instructions.now())
    if not steps:
        return
    with st.form(f"handle_{one.number}_{one.state.last_event_number}"):
        st.markdown(f"**{words.HANDLE}**")
        st.text_area(words.SAY, max_chars=LONGEST_TEXT, key=_key(one, "text"), height=110)
        if any(step in COUNTED for step in steps):
            st.text_input(words.FIGURES, placeholder=words.FIGURES_HINT, key=_key(one, "figures"))
        if any(step in DATED for step in steps):
            st.date_input(words.DAY, None, min_value=instructions.today(), key=_key(one, "day"), width=220)
        with st.container(horizontal=True):
            for place, step in enumerate(steps):
                # What the page showed goes along: if somebody was first, the step is refused.
                st.form_submit_button(
                    STEP_NAMES[step], type="secondary" if place else "primary", on_click=_take, args=(one, step)
                )


def _key(one: Instruction, name: str) -> str:
    return f"instruction_{name}_{one.number}_{one.state.last_event_number}"


def _take(one: Instruction, step: Step) -> None:
    text = st.session_state.get(_key(one, "text"), "")
    day = st.session_state.get(_key(one, "day")) if step in DATED else None
    try:
        figures = instructions.figures_of(st.session_state.get(_key(one, "figures"), "")) if step in COUNTED else ()
        order = one.state.content if step is Step.SEND else None
        instructions.take(one, step, text, figures, day_number(day) if day else None, order)
    except LookupError as error:
        st.session_state[_SAID] = (True, str(error.args[0]))
        return
    st.session_state[_SAID] = (False, words.DONE.format(step=STEP_NAMES[step]))
