"""Picker of the period that a page shows: kept in its address, picked from the usual ones or typed.

It goes along from page to page: an address that names none takes that of the page before.
"""

from __future__ import annotations

import streamlit as st

from core.metrics.types import Board
from dashboards.components import choices, english
from dashboards.i18n import words
from dashboards.queries import boards
from dashboards.registry import Choice

KEY = Choice.PERIOD.value
_TYPED_KEY, _REFUSAL_KEY = "period_typed", "period_refused"


def requested() -> str:
    """Return the period that the address asks for, whatever it is."""
    return str(st.query_params.get(KEY) or choices.kept(Choice.PERIOD))


def current() -> str:
    """Return the period shown: the one asked for if there is such a one, otherwise this year so far."""
    period = requested()
    is_valid = period in words.PERIODS or (period and boards.period_refusal(period) is None)
    if not is_valid:
        return next(iter(words.PERIODS))
    choices.keep(Choice.PERIOD, period)
    return period


def choices_made() -> tuple[str, str | None]:
    """Return all that the period shown and what is said of it depend on, besides the data."""
    return requested(), st.session_state.get(_REFUSAL_KEY)


def refusal() -> str | None:
    """Return why the period in the address, or the one just typed, is not shown (Chinese)."""
    period = requested()
    typed_refusal: str | None = st.session_state.get(_REFUSAL_KEY)
    return typed_refusal or (boards.period_refusal(period) if period and period not in words.PERIODS else None)


def _handle_pick() -> None:
    st.session_state.pop(_REFUSAL_KEY, None)
    st.query_params[KEY] = st.session_state[KEY]


def _handle_typing() -> None:
    text = st.session_state[_TYPED_KEY].strip()
    reason = None if text in words.PERIODS or not text else boards.period_refusal(text)
    st.session_state[_REFUSAL_KEY] = reason
    if text and reason is None:
        st.query_params[KEY] = text


def draw() -> str:
    """Draw the picker and return the period shown."""
    period = current()
    is_usual = period in words.PERIODS
    st.session_state[KEY] = period if is_usual else None
    with st.container(
        key="periods", horizontal=True, width="content", wrap=False, gap="small", vertical_alignment="center"
    ):
        st.segmented_control(
            english.translate(words.PERIOD),
            list(words.PERIODS),
            key=KEY,
            format_func=lambda name: english.translate(words.PERIODS[name]),
            required=True,
            label_visibility="collapsed",
            on_change=_handle_pick,
            width="content",
        )
        with st.popover(
            english.translate(words.OWN_PERIOD), key="own_period", type="secondary" if is_usual else "primary"
        ):
            st.text_input(
                english.translate(words.OWN_PERIOD_LABEL),
                key=_TYPED_KEY,
                placeholder=words.OWN_PERIOD_EXAMPLE,
                on_change=_handle_typing,
                width=360,
            )
            st.caption(english.translate(words.OWN_PERIOD_FORMS))
            if label := boards.calendar_label():
                st.caption(english.translate(words.OWN_CALENDAR.format(label=label)))
            if (reason := refusal()) is not None:
                st.error(english.translate(reason))
    return period


def notice_text(board: Board, unit: int) -> str:
    """Return a note on the period: why it is not the one asked for, or that it has no data, and which has.

    Empty if all is well.
    """
    if (reason := refusal()) is not None:
        return reason
    period = current()
    if period not in words.PERIODS or any(board.figures[kpi, unit].value is not None for kpi in board.kpis):
        return ""
    other = boards.first_period_with_figures() if unit == board.units[0].id else None
    if other is None:
        return words.NO_DATA_IN_PERIOD.format(period=words.PERIODS[period], as_of=board.as_of)
    return words.NO_DATA_BUT_IN.format(period=words.PERIODS[period], as_of=board.as_of, other=words.PERIODS[other])
