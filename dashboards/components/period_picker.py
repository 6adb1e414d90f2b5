"""The period that a page speaks of: kept in its address, picked from the usual ones or typed.

It goes along from page to page: an address that names none takes that of the page before.
"""

from __future__ import annotations

import streamlit as st

from core.metrics.types import Board
from dashboards.components import english
from dashboards.i18n import words
from dashboards.queries import boards

KEY = "period"
_TYPED, _REFUSED, _LAST = "period_typed", "period_refused", "period_last"


def requested() -> str:
    """What the address asks for, whatever it is."""
    return str(st.query_params.get(KEY) or st.session_state.get(_LAST, ""))


def current() -> str:
    """The period shown: the one asked for if there is such a one, otherwise this year so far."""
    wanted = requested()
    known = wanted in words.PERIODS or (wanted and boards.period_refusal(wanted) is None)
    if not known:
        return next(iter(words.PERIODS))
    st.session_state[_LAST] = wanted
    return wanted


def refusal() -> str | None:
    """Why the period in the address, or the one just typed, is not shown (Chinese)."""
    wanted = requested()
    typed: str | None = st.session_state.get(_REFUSED)
    return typed or (boards.period_refusal(wanted) if wanted and wanted not in words.PERIODS else None)


def _picked() -> None:
    st.session_state.pop(_REFUSED, None)
    st.query_params[KEY] = st.session_state[KEY]


def _typed() -> None:
    text = st.session_state[_TYPED].strip()
    refusal = None if text in words.PERIODS or not text else boards.period_refusal(text)
    st.session_state[_REFUSED] = refusal
    if text and refusal is None:
        st.query_params[KEY] = text


def draw() -> str:
    """Draws the picker and gives the period shown."""
    shown = current()
    usual = shown in words.PERIODS
    st.session_state[KEY] = shown if usual else None
    with st.container(
        key="periods", horizontal=True, width="content", wrap=False, gap="small", vertical_alignment="center"
    ):
        st.segmented_control(
            english.translate(words.PERIOD),
            list(words.PERIODS),
            key=KEY,
            format_func=lambda one: english.translate(words.PERIODS[one]),
            required=True,
            label_visibility="collapsed",
            on_change=_picked,
            width="content",
        )
        with st.popover(
            english.translate(words.OWN_PERIOD), key="own_period", type="secondary" if usual else "primary"
        ):
            st.text_input(
                english.translate(words.OWN_PERIOD_LABEL),
                key=_TYPED,
                placeholder=words.OWN_PERIOD_EXAMPLE,
                on_change=_typed,
                width=360,
            )
            st.caption(english.translate(words.OWN_PERIOD_FORMS))
            if (reason := refusal()) is not None:
                st.error(english.translate(reason))
    return shown


def notice_text(board: Board, unit: int) -> str:
    """What is to be said of the period in one line: why it is not the one asked for, or that it has no data at all."""
    if (reason := refusal()) is not None:
        return reason
    shown = current()
    if shown not in words.PERIODS or any(board.figures[kpi, unit].value is not None for kpi in board.kpis):
        return ""
    return words.NO_DATA_IN_PERIOD.format(period=words.PERIODS[shown], as_of=board.as_of)
