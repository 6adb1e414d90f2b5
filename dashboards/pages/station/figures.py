"""A station's figures against standard, last year and the middle half of its peers, as a table of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.board.change_text import change_text_of
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.types import PeerVerdict, Position
from core.features.stations.change_decomposition import year_change_kind
from core.features.stations.types import PeerPosition
from core.metrics.display import rounded
from core.metrics.types import Board
from dashboards.components import last_good as panel
from dashboards.components.base import component
from dashboards.components.change_text import board_figure_text, chip_data, split_figure, standard_data
from dashboards.i18n.words import comparison as fair
from dashboards.i18n.words import station as words

KEY = "own_figures"
_render = component(__file__)


def shown_kpis(board: Board, catalogue: Catalogue) -> list[str]:
    """The board's KPIs without those whose standard speaks of another kind of unit: they are not a station's."""
    unit = board.units[0].id
    return [kpi for kpi in board.kpis if catalogue.kpis[kpi].standard is None or (kpi, unit) in board.standards]


def row(board: Board, catalogue: Catalogue, kpi_id: str, among: PeerPosition | None) -> dict[str, Any]:
    """One KPI as data."""
    whole, board, unit = board, board.board_of(kpi_id), board.units[0].id
    kpi, answer = catalogue.kpis[kpi_id], board.figures[kpi_id, unit]
    number, small = split_figure(kpi, board_figure_text(board, kpi_id, kpi, unit))
    change = change_text_of(board, kpi_id, kpi, unit, year_change_kind(board, kpi_id, unit))
    parts = ""
    if kpi.denominator and answer.numerator is not None and answer.denominator is not None:
        parts = words.OVER.format(numerator=rounded(answer.numerator, 0), denominator=rounded(answer.denominator, 0))
    return {
        "id": kpi_id,
        "label": kpi.label,
        "number": number,
        "unit": small,
        "parts": parts,
        "reason": answer.reason or "",
        "remark": answer.note or "",
        "late": panel.short_late(whole, kpi_id),
        "standard": standard_data(board, kpi_id, kpi, unit),
        "change": chip_data(change) if change else None,
        "peers": None if among is None else peers(kpi, among),
    }


def peers(kpi: Kpi, one: PeerPosition) -> dict[str, Any]:
    """Where the station lies beside the middle half: ends and own value in words, and as places on a strip."""
    if one.value is None:
        return {"text": one.reason}
    if one.low is None or one.high is None:
        return {"text": words.NO_BAND}
    scale = 100 if one.unit == "%" else 1
    own, low, high = (rounded(value * scale, one.digits) for value in (one.value, one.low, one.high))
    where = words.ABOVE if one.value > one.high else words.BELOW if one.value < one.low else words.WITHIN
    outside = "" if one.position is None else fair.POSITIONS[one.position]
    if one.position not in (None, Position.INSIDE):
        outside += f" {one.side}"
    unit = one.unit if one.unit == "%" else f" {one.unit}"
    text = words.BAND if one.unit == kpi.unit else words.BAND_OWN  # what is compared is not the figure itself
    is_named = one.verdict in (PeerVerdict.BEST, PeerVerdict.WORST)
    return {
        "text": text.format(own=own, low=low, high=high, unit=unit),
        "where": where,
        "position": f"{fair.MARKS[one.verdict]} {one.verdict}" if is_named else outside,
        "watch": one.position not in (None, Position.INSIDE),
        "remark": f"{words.BY.format(what=one.quantity_zh)}：{own}{unit}",
        "own": one.value,
        "low": one.low,
        "high": one.high,
    }


def draw(
    board: Board, catalogue: Catalogue, among: Mapping[str, PeerPosition], group: str, chosen: str,
    on_pick: Callable[[str], None], on_ask: Callable[[str], None],
) -> None:  # fmt: skip
    """Draws the table; a click or Enter on a row calls `on_pick`, on its question mark `on_ask`, with the KPI."""
    kpis: Sequence[str] = shown_kpis(board, catalogue)

    def called(name: str, then: Callable[[str], None]) -> Callable[[], None]:
        def call() -> None:
            kpi = st.session_state[KEY].get(name)
            if kpi in kpis:
                then(kpi)

        return call

    heads = [head.format(group=group) for head in (words.HEADS if among else words.HEADS[:-1])]
    rows = [row(board, catalogue, kpi, among.get(kpi)) for kpi in kpis]
    if not among:
        st.caption(words.NO_GROUP)
    data = {"heads": heads, "rows": rows, "chosen": chosen, "ask": words.ASK}
    _render(key=KEY, data=data, on_pick_change=called("pick", on_pick), on_ask_change=called("ask", on_ask))
