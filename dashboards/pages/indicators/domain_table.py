"""The KPIs of one domain as a real table, a line each: it can be read aloud, searched and printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.board.change_text import change_text_of
from core.board.explain import assessed_text
from core.catalogue.model import Catalogue
from core.export import Sheet
from core.metrics.display import number_as_printed
from core.metrics.types import Board
from dashboards.components import export
from dashboards.components.base import component
from dashboards.components.change_text import board_figure_text, chip_data, standard_data
from dashboards.components.freshness import short_late_text
from dashboards.i18n import words
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import indicators as indicators_words

_render = component(__file__)
HEADS = (words.INDICATOR, words.VALUE, words.YOY, words.STANDARD)


def row(board: Board, catalogue: Catalogue, kpi_id: str) -> dict[str, Any]:
    """One KPI as data."""
    kpi, unit = catalogue.kpis[kpi_id], board.units[0].id
    change = change_text_of(board, kpi_id, kpi, unit, "yoy")
    return {
        "id": kpi_id,
        "zh": kpi.zh,
        "value": "　".join(filter(None, (board_figure_text(board, kpi_id, kpi, unit), short_late_text(board, kpi_id)))),
        "reason": board.figures[kpi_id, unit].reason or "",
        "remark": board.figures[kpi_id, unit].reason or board.figures[kpi_id, unit].note or "",
        "change": chip_data(change) if change else None,
        "standard": standard_data(board, kpi_id, kpi, unit),
        "definition": kpi.definition,
        "barred": "" if kpi.assess else kpi.barred_because,
        "lifted": assessed_text(kpi) if kpi.lifted else "",
    }


def export_sheet(board: Board, catalogue: Catalogue, kpis: Sequence[str]) -> Sheet:
    """All of it as one table to take away."""
    rows = []
    for kpi_id in kpis:
        kpi, unit = catalogue.kpis[kpi_id], board.units[0].id
        change, met = change_text_of(board, kpi_id, kpi, unit, "yoy"), row(board, catalogue, kpi_id)
        texts = (change.span, change.change, change.marked_verdict, change.interval) if change else ("",) * 4
        number = number_as_printed(kpi, board.figures[kpi_id, unit])
        said_of = "；".join(filter(None, (met["remark"], kpi.limits)))
        rows.append(
            (catalogue.domains[kpi.domain].zh, kpi.zh, number, kpi.unit, *texts, kpi.definition, said_of, met["barred"])
        )
    return export.sheet_of_rows(export_title(board), export_words.INDICATOR_HEADS, rows, board.as_of)


def export_title(board: Board) -> str:
    """Return the name of that table."""
    return export_words.INDICATORS.format(period=board.label)


def draw(
    board: Board,
    catalogue: Catalogue,
    kpis: Sequence[str],
    key: str,
    on_pick: Callable[[str], None],
) -> None:
    """Draws the table; a click or Enter on a row calls `on_pick` with its KPI."""

    def picked() -> None:
        kpi = st.session_state[key].get("pick")
        if kpi in catalogue.kpis:
            on_pick(kpi)

    rows = [row(board, catalogue, kpi) for kpi in kpis]
    _render(key=key, data={"heads": HEADS, "rows": rows, "mark": indicators_words.NOT_ASSESSED}, on_pick_change=picked)
