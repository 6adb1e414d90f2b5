"""One instruction: its evidence, its clocks, what has happened, and what whoever looks may do now."""

from __future__ import annotations

import streamlit as st

from core.instructions.model import LONGEST_TEXT, Event, InstructionContent, Step, StepRequest
from core.instructions.read import Instruction
from core.store.sqlite import StoreError
from core.time.days import day_number, minute_text
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions import follow_up, from_signal
from dashboards.pages.instructions.evidence import evidence_text
from dashboards.pages.instructions.list import clock_text, day_text
from dashboards.queries import database, instructions, session
from dashboards.registry import page_file

_MESSAGE = "instruction_said"
DATED = (Step.ASK_TIME, Step.REOPEN)
COUNTED = (Step.PROGRESS, Step.REPORT)


def draw(instruction: Instruction) -> None:
    """Draws it beside what can be done."""
    state = instruction.state
    unit = session.units().units[state.content.unit].name
    title = words.TITLE.format(number=instruction.number, unit=unit, stage=state.stage.label)
    st.subheader(title, anchor=False)
    if (message := st.session_state.pop(_MESSAGE, None)) is not None:
        (st.error if message[0] else st.success)(message[1])
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _about(instruction)
        follow_up.draw(instruction)
        st.markdown(f"**{words.HISTORY}**")
        for event in instruction.events:
            _event(event)
    with right:
        _handle(instruction)


def _about(instruction: Instruction) -> None:
    state, order = instruction.state, instruction.state.content
    due = state.deadlines
    st.text(order.task)
    clocks = words.CLOCKS.format(sign=day_text(due.sign), report=day_text(due.report), finish=day_text(due.finish))
    st.text(f"{clock_text(instruction)} · {clocks}")
    if state.requested_due_day is not None:
        st.text(words.EXTENSION_REQUESTED.format(day=day_text(state.requested_due_day)))
    from_signal.origin(order)
    if order.kpi in database.catalogue().kpis:
        _evidence(order)


def _evidence(order: InstructionContent) -> None:
    kpi = database.catalogue().kpis[str(order.kpi)]
    about = "\n".join(
        f"{label}：{text}" for label, text in ((words.INDICATOR, kpi.zh), (words.PERIOD, order.period_shown)) if text
    )
    with st.container(border=True):
        st.caption(words.EVIDENCE)
        st.text(f"{about}\n{evidence_text(order)}")
        if instructions.scoped().may_send:
            params = {"unit": str(order.unit), "kpi": str(order.kpi), "period": order.period or ""}
            st.page_link(page_file("chief"), label=words.BACK, query_params=params)


def _event(event: Event) -> None:
    unit = instructions.unit_name(event.actor.unit)
    with st.container(border=True, gap=None):
        at, step = minute_text(event.at), event.step.label
        template = words.EVENT if event.actor.name else words.EVENT_UNNAMED
        st.text(template.format(at=at, step=step, actor=event.actor.name, unit=unit))
        lines = [event.text] if event.text else []
        if event.figures:
            figures = "；".join(f"{label} {value}" for label, value in event.figures)
            lines.append(words.FIGURES_LINE.format(figures=figures))
        if event.day is not None:
            lines.append(words.TO_DAY.format(day=day_text(event.day)))
        if lines:
            st.text("\n".join(lines))


def _handle(instruction: Instruction) -> None:
    steps = instructions.scoped().allowed_steps(instruction, instructions.now())
    if not steps:
        return
    with st.form(f"handle_{instruction.number}_{instruction.state.last_event_number}"):
        st.markdown(f"**{words.HANDLE}**")
        st.text_area(words.REMARKS, max_chars=LONGEST_TEXT, key=_key(instruction, "text"), height=110)
        if any(step in COUNTED for step in steps):
            st.text_input(words.FIGURES, placeholder=words.FIGURES_HINT, key=_key(instruction, "figures"))
        if any(step in DATED for step in steps):
            st.date_input(words.DAY, None, min_value=instructions.today(), key=_key(instruction, "day"), width=220)
        with st.container(horizontal=True):
            for place, step in enumerate(steps):
                # What the page showed goes along: if somebody was first, the step is refused.
                st.form_submit_button(
                    step.label, type="secondary" if place else "primary", on_click=_take, args=(instruction, step)
                )


def _key(instruction: Instruction, name: str) -> str:
    return f"instruction_{name}_{instruction.number}_{instruction.state.last_event_number}"


def _take(instruction: Instruction, step: Step) -> None:
    text = st.session_state.get(_key(instruction, "text"), "")
    day = st.session_state.get(_key(instruction, "day")) if step in DATED else None
    try:
        figures = (
            instructions.parse_figures(st.session_state.get(_key(instruction, "figures"), ""))
            if step in COUNTED
            else ()
        )
        order = instruction.state.content if step is Step.SEND else None
        instructions.take_step(instruction, StepRequest(step, text, figures, day_number(day) if day else None, order))
    except (LookupError, StoreError) as error:
        st.session_state[_MESSAGE] = (True, str(error.args[0]))
        return
    st.session_state[_MESSAGE] = (False, words.DONE.format(step=step.label))
