"""A year against the one before, month by month: this year, or that of a period that is over."""

from __future__ import annotations

from typing import Any

from core.board.change_text import headline
from core.catalogue.kpi_model import Kpi
from core.metrics.display import cut_month_note, unfinished_note
from core.metrics.types import Board
from core.time.days import day_number
from dashboards.components.base import fed_component, json_bytes
from dashboards.components.change_text import board_figure_text, is_last_month_cut, unripe_note
from dashboards.components.freshness import freshness_data
from dashboards.i18n.words import chief as chief_words
from dashboards.i18n.words import verdicts

KEY = "trend"
_render = fed_component(__file__, "freshness", "panel")


def years(board: Board, kpi: str, unit: int) -> list[dict[str, Any]]:
    """Return the year in which the period ends and the one before, twelve months each.

    `cut` is the index of the month that is not over.
    """
    values = dict(zip(board.months, board.series.get((kpi, unit), ()), strict=True))
    year = board.months[-1] // 12
    cut = board.months[-1] % 12 if is_last_month_cut(board) else None
    return [
        {
            "name": str(shown_year),
            "now": shown_year == year,
            "values": [values.get(shown_year * 12 + month) for month in range(12)],
            "cut": cut if shown_year == year else None,
        }
        for shown_year in (year, year - 1)
    ]


def drawn_text(board: Board, kpi: Kpi) -> str:
    """Return what is drawn: the months of which years, and until when those of a cohort count."""
    is_cohort, year = kpi.basis == "cohort", board.months[-1] // 12
    if year == board.calendar.month_of(day_number(board.as_of)) // 12:
        return chief_words.MONTHLY_KNOWN if is_cohort else chief_words.MONTHLY
    return (chief_words.MONTHLY_KNOWN_THEN if is_cohort else chief_words.MONTHLY_THEN).format(year=year)


def figure_line(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> str:
    """Return the figure and which days it is of: a stock is of a moment, as its tile says, and no period's."""
    figure = board_figure_text(board, kpi_id, kpi, unit)
    if kpi.basis == "stock":
        return f"{verdicts.AT_A_MOMENT} {figure}"
    return "，".join(filter(None, (f"{board.label} {figure}", unfinished_note(board))))


def draw(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> None:
    """Draw the two lines; the title is the verdict on their change, the subtitles say what is drawn, and until when.

    The months of a cohort are each as known at its own end, so that the figure is not theirs, and the note says so.
    """
    freshness, board = freshness_data(board, kpi_id), board.board_of(kpi_id)
    note = drawn_text(board, kpi)
    unfinished = unfinished_note(board)
    subtitle = [
        figure_line(board, kpi_id, kpi, unit),
        "；".join(filter(None, ("" if unfinished else cut_month_note(board), note, unripe_note(board, kpi)))),
    ]
    data = {
        "freshness": freshness,
        "title": headline(board, kpi_id, kpi, unit),
        "subtitle": subtitle,
        "years": years(board, kpi_id, unit),
        "percent": kpi.kind == "rate",
        "suffix": chief_words.MONTH_SUFFIX,
    }
    _render(key=KEY, data=json_bytes(data), height="stretch")
