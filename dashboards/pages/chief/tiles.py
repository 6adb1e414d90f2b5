"""The twelve tiles: figure, changes, standard and the line of 24 months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.catalogue.model import Catalogue
from core.metrics.display import cut_month, unfinished
from core.metrics.types import Board, Figure
from core.store.units import UnitRef
from dashboards.components import instruction_link as order_link
from dashboards.components import last_good as panel
from dashboards.components.base import component, json_bytes
from dashboards.components.change_text import (
    board_figure_text,
    chip_data,
    is_last_month_cut,
    shown_changes,
    split_figure,
    standard_data,
)
from dashboards.i18n import words
from dashboards.i18n.words import verdicts

KEY, STATION = "tiles", "station"
_render = component(__file__, "age", "instruction_link")


def tile(board: Board, catalogue: Catalogue, kpi_id: str, unit: UnitRef, order: str = "") -> dict[str, Any]:
    """One tile as data; `order` is the address of an instruction about it."""
    whole, board = board, board.board_of(kpi_id)
    kpi, answer = catalogue.kpis[kpi_id], board.figures[kpi_id, unit.id]
    number, small = split_figure(kpi, board_figure_text(board, kpi_id, kpi, unit.id))
    cut = is_last_month_cut(board)
    return {
        "id": kpi_id,
        "label": kpi.label,
        "domain": catalogue.domains[kpi.domain].zh,
        "order": order,
        "number": number,
        "unit": small,
        "reason": answer.reason or "",
        "remark": answer.note or "",
        "late": panel.late(whole, kpi_id),
        "asOf": _as_of(whole, kpi_id, answer),
        "chips": [chip_data(one) for one in shown_changes(board, kpi_id, kpi, unit.id)],
        "standard": standard_data(board, kpi_id, kpi, unit.id),
        "series": list(board.series.get((kpi_id, unit.id), ())),
        "seriesRemark": words.SPARK_KNOWN if kpi.basis == "cohort" else "",
        "partial": kpi.basis != "stock" and cut,
        "cut": cut_month(board) if kpi.basis != "stock" else "",
        "cutShort": verdicts.CUT.format(month=board.as_of.month, day=board.as_of.day),
        "unfinished": unfinished(board) if kpi.basis != "stock" else "",
    }


def _as_of(board: Board, kpi: str, answer: Figure) -> str:
    """The day that a figure speaks of, where that is not the board's: of a late source, of a stock counted earlier."""
    held = panel.short_late(board, kpi)
    return held or (f"{words.AS_OF} {answer.as_of:%Y-%m-%d}" if answer.as_of else "")


def draw(board: Board, catalogue: Catalogue, unit: UnitRef, chosen: str, on_pick: Callable[[str], None]) -> None:
    """Draws the tiles; a click or Enter on one calls `on_pick` with its KPI."""

    def picked() -> None:
        kpi = st.session_state[KEY].get("pick")
        if kpi in catalogue.kpis:
            on_pick(kpi)

    to, station = order_link.url_builder(), unit.id if unit.kind == STATION else None
    tiles = [tile(board, catalogue, kpi, unit, to(kpi, station)) for kpi in board.kpis]
    shown: dict[str, Any] = {"tiles": tiles, "chosen": chosen, "hint": words.EXPLAIN, "standard": words.STANDARD}
    shown |= {"order": order_link.LABELS}
    _render(key=KEY, data=json_bytes(shown), height="stretch", on_pick_change=picked)
