"""Say what is still to be done until there is a board and somebody to see it: the last steps of the first run."""

from __future__ import annotations

import streamlit as st

from core.access.first_run import FirstRunStep
from core.access.steward_desk import StewardDesk
from dashboards.components.base import component
from dashboards.i18n.words import PERIODS
from dashboards.i18n.words import intake as words
from dashboards.i18n.words import setup as setup_words
from dashboards.i18n.words import steward as steward_words
from dashboards.queries import boards

TABS = "tab"  # key of the page's tabs, and the name of the open one in the address
_render = component(__file__)


def draw(desk: StewardDesk) -> None:
    """Draw the steps and the next one's sentence; nothing where all are done."""
    step = desk.next_step()
    if step is None:
        return
    with st.container(border=True, key="first_steps"):
        _draw_strip(step)
        if step is FirstRunStep.FIGURES:
            _draw_sentence(words.STEP_FIGURES)
            st.text(words.STEP_FIGURES_NOTE.format(sources="、".join(boards.board_sources())))
        else:
            _draw_sentence(words.STEP_BOARD)
            _draw_period_note()
            _draw_button(words.TO_ACCOUNT, steward_words.ACCOUNTS)


def _draw_strip(step: FirstRunStep) -> None:
    order = list(setup_words.STEPS)
    at = order.index(step)
    data = {
        "label": words.STEPS_LABEL.format(number=at + 1, count=len(order)),
        "doneText": setup_words.DONE,
        "steps": list(setup_words.STEPS.values()),
        "at": at,
    }
    _render(key="first_steps_strip", data=data)


def _draw_sentence(text: str) -> None:
    with st.container(key="first_steps_sentence"):
        st.text(text)


def _draw_period_note() -> None:
    """Say which period to pick, where the one that the board opens with has no figures yet."""
    first, period = next(iter(PERIODS)), boards.first_period_with_figures()
    if period not in (None, first):
        st.text(words.STEP_BOARD_PERIOD.format(first=PERIODS[first], period=PERIODS[period]))


def _draw_button(label: str, tab: str) -> None:
    st.button(label, key=f"to_{tab}", on_click=lambda: st.session_state.update({TABS: tab}))
