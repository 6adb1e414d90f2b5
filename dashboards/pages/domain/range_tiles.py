"""Tiles of a field of work: a figure, and its newest whole month on the range in which such months lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.features.month_chart.text import point_name, range_text
from core.features.month_chart.types import MonthChart, MonthPoint
from core.features.signals.doubts import DoubtedFigure
from core.metrics.display import amount_text, figure_mark
from core.metrics.types import Board
from dashboards.components import older_answer
from dashboards.components.base import component, json_bytes
from dashboards.components.change_text import chip_data, figure_parts, figure_span, shown_changes, standard_data
from dashboards.components.freshness import short_late_text
from dashboards.i18n import words as shared_words
from dashboards.i18n.words import domain as words
from dashboards.i18n.words import older_answers, verdicts
from dashboards.pages.domain.view import DomainView
from dashboards.queries import month_charts
from dashboards.queries.background import PendingResult

KEY = "range_tiles"
MARGIN = 0.12  # of the scale, left free at both ends
_render = component(__file__)


def draw(view: DomainView, on_pick: Callable[[str], None]) -> None:
    """Draw the tiles; a click or Enter calls `on_pick` with the KPI."""

    def handle_pick() -> None:
        kpi = st.session_state[KEY].get("pick")
        if kpi in view.page.tiles:
            on_pick(kpi)

    tiles = [tile(view, kpi) for kpi in view.page.tiles]
    _render(key=KEY, data=json_bytes({"tiles": tiles, "hint": shared_words.EXPLAIN}), on_pick_change=handle_pick)

    def ask_ranges() -> PendingResult[Mapping[str, MonthChart]] | None:
        return month_charts.usual_months(tuple(view.page.tiles), view.unit.id)

    older_answer.draw(older_answers.RANGES, view.ranges, ask_ranges)


def tile(view: DomainView, kpi_id: str) -> dict[str, Any]:
    """Return one tile as data: of a change only what is sure, of data in doubt nothing but that."""
    board, unit, kpi = view.board.board_of(kpi_id), view.unit.id, view.catalogue.kpis[kpi_id]
    figure, is_doubted = board.figures[kpi_id, unit], DoubtedFigure(unit, kpi_id) in view.doubts
    number, unit_text = figure_parts(kpi, figure)
    return {
        "id": kpi_id,
        "label": kpi.label,
        "span": figure_span(board, kpi),
        "number": number,
        "unit": unit_text,
        "fraction": _fraction(board, kpi_id, unit),
        "reason": figure.reason or "",
        "remark": figure.note or "",
        "mark": " ".join(filter(None, (figure_mark(figure), short_late_text(view.board, kpi_id)))),
        "doubt": verdicts.DOUBTED if is_doubted else "",
        "changes": [] if is_doubted else _sure_changes(board, kpi_id, kpi, unit),
        "standard": None if is_doubted else standard_data(board, kpi_id, kpi, unit),
        "range": range_data(kpi, kpi_id, view.ranges),
    }


def _fraction(board: Board, kpi: str, unit: int) -> str:
    figure = board.figures[kpi, unit]
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{figure.numerator:,}/{figure.denominator:,}"


def _sure_changes(board: Board, kpi_id: str, kpi: Kpi, unit: int) -> list[dict[str, Any]]:
    return [
        chip_data(change)
        for change in shown_changes(board, kpi_id, kpi, unit)
        if change.verdict is not None and change.verdict.is_firm and not kpi.is_census
    ]


def range_data(kpi: Kpi, kpi_id: str, pending: PendingResult[Mapping[str, MonthChart]] | None) -> dict[str, Any]:
    """Return the newest judged month on its range, as shares of a scale; or why there is none."""
    if pending is None or pending.answer is None:
        return {"text": words.RANGE_PENDING if pending is None else words.RANGE_FAILED}
    chart = pending.answer.get(kpi_id)
    newest = None if chart is None else chart.newest
    if newest is None or newest.exact is None or newest.low is None or newest.high is None:
        reason = chart.reason if chart is not None else None
        return {"text": words.NO_RANGE.format(reason=reason) if reason else ""}
    outside = "" if newest.outside is None else words.OUTSIDE[newest.outside]
    text = words.USUAL.format(
        month=point_name(newest), value=amount_text(kpi, newest.exact), range=range_text(kpi, newest)
    )
    return {"text": text, "outside": outside, **_scale(newest)}


def _scale(point: MonthPoint) -> dict[str, float]:
    """Return the ends of the range and the month's place between them, each between 0 and 1."""
    assert point.low is not None and point.high is not None and point.exact is not None
    value = float(point.exact)
    lowest, highest = min(point.low, value), max(point.high, value)
    span = (highest - lowest) or 1.0

    def place(at: float) -> float:
        return round(MARGIN + (1 - 2 * MARGIN) * (at - lowest) / span, 4)

    return {"low": place(point.low), "high": place(point.high), "at": place(value)}
