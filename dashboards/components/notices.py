"""Notes of the desk pages on what they show: the period, and whether it has data."""

from __future__ import annotations

import streamlit as st

from core.metrics.display import unfinished_note
from core.metrics.reporting_period import RUNNING
from core.metrics.types import Board
from dashboards.components import older_answer, period_picker
from dashboards.i18n import words
from dashboards.i18n.words import older_answers, verdicts
from dashboards.queries import boards, signals

LOOK_EVERY = 2  # seconds, while the signals are computed


def span_texts(board: Board) -> tuple[str, str]:
    """Return what a page speaks of: the period by name and dates, and the last day of the data."""
    period = board.period
    days = str(period.start) if period.days == 1 else words.FROM_TO.format(start=period.start, end=period.end)
    if note := unfinished_note(board):
        days = words.WITH_NOTE.format(text=days, note=note)
    named = board.label if board.label in RUNNING.values() else ""  # any other label is the days themselves
    return " ".join(filter(None, (named, days))), f"{words.AS_OF} {board.as_of}"


def own_span_text(board: Board) -> str:
    """Return the same where the last day of the data is not the one that the page's top says; otherwise empty."""
    return "" if board.as_of == boards.as_of() else " · ".join(span_texts(board))


def draw_period_notice(board: Board) -> None:
    """Draw the note on the period, if any: for the whole, or for the first unit below it that has figures."""
    unit = next((unit.id for unit in board.units if _has_figures(board, unit.id)), board.units[0].id)
    if text := period_picker.notice_text(board, unit):
        st.info(text)


def _has_figures(board: Board, unit: int) -> bool:
    """Return True if any KPI has a figure of a unit; none is looked at, and worked out, beyond the first that has."""
    return any(board.figures[kpi, unit].value is not None for kpi in board.kpis)


def draw_doubts_notice() -> None:
    """Say that figures in doubt are not marked yet, where the signals are not there yet, or of which data they are."""
    if not signals.knows_doubts():
        st.caption(verdicts.DOUBTS_PENDING)
        _look_again()
    older_answer.draw(older_answers.SIGNALS, signals.bureau_signals(), signals.bureau_signals)


@st.fragment(run_every=LOOK_EVERY)
def _look_again() -> None:
    """Draw the page again as soon as the signals are there."""
    if signals.knows_doubts():
        st.rerun(scope="app")
