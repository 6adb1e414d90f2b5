"""Freshness of the data behind a panel: the last day they reach, and how late a source is."""

from __future__ import annotations

from datetime import date

from core.metrics.types import Board
from dashboards.i18n import words
from dashboards.i18n.words.verdicts import LATE


def freshness_data(board: Board, kpi: str) -> dict[str, str]:
    """Return how far the data of a panel reach; `late` says since when its source has brought nothing.

    Beside the figures of an earlier year the day has its own: 截至 10-31 would be taken for a day of that year.
    """
    last = board.late_kpis.get(kpi, board.board_of(kpi).as_of)
    text = words.PANEL_AS_OF if board.period.end.year == last.year else words.PANEL_AS_OF_YEAR
    return {"text": text.format(last=last), "late": late_text(board, kpi)}


def late_text(board: Board, kpi: str) -> str:
    """Return since when the source of a KPI has brought nothing; empty where it is on time."""
    last: date | None = board.late_kpis.get(kpi)
    return "" if last is None else words.PANEL_LATE.format(last=last, days=(board.as_of - last).days)


def short_late_text(board: Board, kpi: str) -> str:
    """Return the last day of a late source with its shape, where there is little room; empty where it is on time."""
    last = board.late_kpis.get(kpi)
    return "" if last is None else f"{LATE} {words.PANEL_AS_OF.format(last=last)}"
