"""A station's figures against standard, last year and the middle half of its peers, as a table of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.board.change_text import change_text_of
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.types import AgainstGroup, PeerVerdict, Position
from core.comparison.words import POSITIONS
from core.features.signals.doubts import DoubtedFigure
from core.features.stations.change_decomposition import year_change_kind
from core.features.stations.types import PeerPosition
from core.metrics.display import NO_DATA, rounded, rounded_estimate
from core.metrics.types import Board, Figure, StandardStatus
from dashboards.components.base import component
from dashboards.components.change_text import chip_data, figure_parts, standard_data
from dashboards.components.freshness import short_late_text
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words import station as words
from dashboards.i18n.words.verdicts import DOUBTED
from dashboards.queries import signals

KEY = "own_figures"
PEER_HEADS = 2  # the last of the heads are about the peers
_render = component(__file__)


def shown_kpis(board: Board, catalogue: Catalogue) -> list[str]:
    """Return the board's KPIs without those whose standard applies to another kind of unit: they are no station's."""
    unit, last = board.units[0].id, board.period.last
    declared = {kpi: catalogue.kpis[kpi].with_standard_of(last) for kpi in board.kpis}
    return [name for name, kpi in declared.items() if kpi.standard is None or (name, unit) in board.standards]


def missed_standards(board: Board, catalogue: Catalogue, kpis: Sequence[str]) -> list[str]:
    """Return by name the KPIs whose standard the station misses beyond doubt."""
    unit, doubts = board.units[0].id, signals.doubts()
    return [
        catalogue.kpis[kpi].label
        for kpi in kpis
        if (answer := board.standards.get((kpi, unit))) is not None
        and answer.status is StandardStatus.MISSED
        and DoubtedFigure(unit, kpi) not in doubts
    ]


def row(
    board: Board, catalogue: Catalogue, kpi_id: str, peer_position: PeerPosition | None, doubt: str = ""
) -> dict[str, Any]:
    """Return one KPI as data; a figure that is in `doubt` stands without any verdict."""
    full_board, board, unit = board, board.board_of(kpi_id), board.units[0].id
    kpi, figure = catalogue.kpis[kpi_id], board.figures[kpi_id, unit]
    number, unit_text = figure_parts(kpi, figure)
    change = change_text_of(board, kpi_id, kpi, unit, year_change_kind(board, kpi_id, unit))
    return {
        "id": kpi_id,
        "label": kpi.label,
        "number": number,
        "unit": unit_text,
        "parts": _fraction_text(kpi, figure),
        "reason": figure.reason or "",
        "remark": figure.note or "",
        "late": doubt or short_late_text(full_board, kpi_id),
        "standard": _standard(board, kpi_id, kpi, is_doubted=bool(doubt)),
        "change": chip_data(change) if change and not doubt else None,
        "peers": None if peer_position is None or doubt else peers(kpi, peer_position),
    }


def _standard(board: Board, kpi_id: str, kpi: Kpi, *, is_doubted: bool) -> dict[str, Any] | None:
    """Return the standard, without an answer where the figure is in doubt."""
    data = standard_data(board, kpi_id, kpi, board.units[0].id)
    return data | {"mark": "", "verdict": ""} if data is not None and is_doubted else data


def _fraction_text(kpi: Kpi, figure: Figure) -> str:
    if not kpi.denominator or figure.numerator is None or figure.denominator is None:
        return ""
    return words.OVER.format(numerator=rounded(figure.numerator, 0), denominator=rounded(figure.denominator, 0))


def peers(kpi: Kpi, peer: PeerPosition) -> dict[str, Any]:
    """Return the station beside the middle half: ends and own value in words, and as places on a strip."""
    if peer.exact is None:
        return {"text": peer.reason}
    if peer.low is None or peer.high is None:
        return {"text": words.NO_BAND}
    scale = 100 if peer.unit == "%" else 1
    own = rounded(peer.exact * scale, peer.digits)
    low, high = (rounded_estimate(end * scale, peer.digits) for end in (peer.low, peer.high))
    unit = peer.unit if peer.unit == "%" else f" {peer.unit}"
    template = words.BAND if peer.unit == kpi.unit else words.BAND_OWN  # what is compared is not the figure itself
    band = template.format(own=f"{own}%" if peer.unit == "%" else own, low=low, high=high, unit=unit)
    return {
        "text": words.BAND_OF.format(what=peer.quantity_zh, band=band) if kpi.kind == "percentile" else band,
        "where": _place_text(peer, float(peer.exact)),
        "against": _against_text(peer),
        "unusual": _unusual_text(peer),
        "remark": f"{words.BY.format(what=peer.quantity_zh)}：{own}{unit}",
        "own": float(peer.exact),
        "low": peer.low,
        "high": peer.high,
    }


def _place_text(peer: PeerPosition, value: float) -> str:
    """Return where the station lies beside the middle half, and what that means where it is not plain."""
    assert peer.low is not None and peer.high is not None  # without a middle half there is no place
    if value > peer.high:
        return _with_meaning(words.ABOVE_BAND, peer.reading.of(AgainstGroup.ABOVE))
    if value < peer.low:
        return _with_meaning(words.BELOW_BAND, peer.reading.of(AgainstGroup.BELOW))
    return words.INSIDE_BAND


def _against_text(peer: PeerPosition) -> str:
    """Return whether the station surely lies above or below the mean; a dash where nothing is tested."""
    if peer.against_group is None:
        return NO_DATA
    return _with_meaning(words.AGAINST[peer.against_group], peer.reading.of(peer.against_group))


def _with_meaning(answer: str, meaning: str) -> str:
    return words.MEANING.format(answer=answer, meaning=meaning) if meaning else answer


def _unusual_text(peer: PeerPosition) -> str:
    """Return the verdict if the station is among the best or worst, or that it is unusual; otherwise nothing."""
    if peer.verdict in (PeerVerdict.BEST, PeerVerdict.WORST):
        return f"{comparison_words.MARKS[peer.verdict]} {peer.verdict}"
    if peer.position in (None, Position.INSIDE):
        return ""
    return words.UNUSUAL.format(position=POSITIONS[peer.position], side=peer.side)


def draw(
    board: Board,
    catalogue: Catalogue,
    peer_positions: Mapping[str, PeerPosition],
    group: str,
    chosen: str,
    on_pick: Callable[[str], None],
    on_ask: Callable[[str], None],
) -> None:
    """Draw the table; a click or Enter on a row calls `on_pick`, on its question mark `on_ask`, with the KPI."""
    kpis: Sequence[str] = shown_kpis(board, catalogue)

    def handler(trigger: str, callback: Callable[[str], None]) -> Callable[[], None]:
        def handle() -> None:
            kpi = st.session_state[KEY].get(trigger)
            if kpi in kpis:
                callback(kpi)

        return handle

    heads = [head.format(group=group) for head in (words.HEADS if peer_positions else words.HEADS[:-PEER_HEADS])]
    doubts, unit = signals.doubts(), board.units[0].id
    rows = [
        row(board, catalogue, kpi, peer_positions.get(kpi), DOUBTED if DoubtedFigure(unit, kpi) in doubts else "")
        for kpi in kpis
    ]
    if not peer_positions:
        st.caption(words.NO_GROUP)
    data = {"heads": heads, "rows": rows, "chosen": chosen, "ask": words.ASK}
    _render(key=KEY, data=data, on_pick_change=handler("pick", on_pick), on_ask_change=handler("ask", on_ask))
