"""The map: each station's area coloured by the chosen KPI; a click makes the whole board that station's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.catalogue.index_model import Bands
from core.catalogue.kpi_model import Kpi
from core.features.indices.types import CodeState
from core.metrics.types import Board
from core.store.units import UnitRef
from core.time.days import month_text
from dashboards import theme
from dashboards.background.questions import StationCodes
from dashboards.components import area_map, instruction_link, older_answer
from dashboards.components.freshness import freshness_data
from dashboards.components.map_areas import areas, have_polygons, is_above_stations, ramp_ends
from dashboards.i18n import words
from dashboards.i18n.words import chief as chief_words
from dashboards.i18n.words import map as map_words
from dashboards.pages.chief import departures, map_layers
from dashboards.pages.chief.map_layers import Layer
from dashboards.queries import instructions, session, signals
from dashboards.server.sent_numbers import whole_number

KEY = "map"


def _tones(bands: Bands) -> dict[str, str]:
    """Return the pattern of each band: the worst and the best have their own."""
    codes: list[str] = [step.code for step in bands.steps]
    return {code: "watch" for code in codes} | {codes[0]: "worse", codes[-1]: "better"}


def _legend(bands: Bands) -> list[dict[str, str]]:
    tones = _tones(bands)
    named_bands = [{"tone": tones[step.code], "text": f"{step.shape} {step.zh}"} for step in bands.steps]
    return [*named_bands, {"tone": "noise", "text": map_words.UNDECIDED}]


def code_areas(station_codes: StationCodes, stations: Sequence[UnitRef]) -> list[dict[str, Any]]:
    """Return the stations, each with its code: a pattern, a shape and a word; where there is none it is hatched."""
    tone_of = _tones(station_codes.bands)
    rows = []
    for unit in stations:
        code = station_codes.index_table.codes.get(unit.id)
        band = code.band if code else None
        text = f"{code.shape} {code.word}" if code else words.NO_DATA
        rows.append(
            {
                "id": unit.id,
                "name": words.short_unit(unit.name),
                "full": unit.name,
                "number": text,
                "text": f"{text} {code.reason}" if code else text,
                "tone": tone_of[band.code] if band else "noise" if code and code.state is CodeState.UNDECIDED else "",
                "fill": None,
            }
        )
    return rows


def _switches(shown_layer: Layer, chosen: int | None, *, has_stations: bool) -> list[dict[str, Any]]:
    possible = map_layers.possible(chosen, has_stations=has_stations)
    return [{"id": layer, "text": map_words.LAYERS[layer], "on": layer == shown_layer} for layer in possible]


def _ground(board: Board, kpi_id: str, kpi: Kpi) -> dict[str, Any]:
    """Return the map without what its areas say: that is the layer's."""
    low, high = ramp_ends(kpi)
    remark, no_map = chief_words.MAP_HINT, chief_words.NO_MAP
    if is_above_stations(board):
        remark, no_map = words.OPEN_STATIONS, chief_words.NO_MAP_OF_COUNTIES
    return {
        "title": kpi.label,
        "hint": "" if have_polygons(board.units[1:]) else no_map,
        "remark": remark,
        "outlines": area_map.outlines(tuple(board.units[1:])),
        "isGrid": not have_polygons(board.units[1:]),
        "ramp": theme.ramp_tokens(),
        "low": low,
        "high": high,
    }


def _figures(board: Board, kpi_id: str, kpi: Kpi) -> dict[str, Any]:
    return {**_ground(board, kpi_id, kpi), "areas": areas(board, kpi_id, kpi)}


def _pending_hint(layer: Layer, *, is_failed: bool) -> dict[str, Any]:
    """Return that a layer is not there yet: the map still shows the stations' figures."""
    template = map_words.FAILED if is_failed else map_words.WORKING
    return {"hint": template.format(layer=map_words.LAYERS[layer])}


def _communities(board: Board, kpi_id: str, kpi: Kpi, station: int) -> dict[str, Any]:
    pending = map_layers.communities(board, kpi_id, station)
    if pending is None or pending.answer is None:
        return _pending_hint(Layer.COMMUNITIES, is_failed=pending is not None)
    community_board = pending.answer
    communities = community_board.units[1:]
    if not communities:
        return {"hint": map_words.NO_COMMUNITIES}
    hints = (
        map_words.OF_STATION.format(station=community_board.units[0].name, as_of=community_board.as_of),
        "" if have_polygons(communities) else map_words.NO_POLYGONS,
        older_answer.age_text(map_words.LAYERS[Layer.COMMUNITIES], pending),
    )
    return {
        **_figures(community_board, kpi_id, kpi),
        "hint": " · ".join(filter(None, hints)),
        "isStatic": True,
    }


def _codes(board: Board) -> dict[str, Any]:
    pending = map_layers.codes(board)
    if pending is None or pending.answer is None:
        return _pending_hint(Layer.CODES, is_failed=pending is not None)
    index_table = pending.answer.index_table
    age = older_answer.age_text(map_words.LAYERS[Layer.CODES], pending)
    return {
        "title": index_table.index.zh,
        "hint": " · ".join(filter(None, (map_words.EXAMPLE_BANDS, month_text(index_table.month), age))),
        "remark": "\n".join(index_table.remarks),
        "areas": code_areas(pending.answer, board.units[1:]),
        "legend": _legend(pending.answer.bands),
    }


def _units_shown_for_stations(board: Board) -> dict[int, int]:
    """Return by station the unit that a board shows in its place; of a board of stations nothing."""
    if not is_above_stations(board):
        return {}
    tree = session.units()
    return {station: unit.id for unit in board.units[1:] for station in tree.station_ids(unit.id)}


def _departures(board: Board) -> dict[str, Any]:
    counts = signals.station_counts()
    shown_at = _units_shown_for_stations(board)
    overdue = Counter(shown_at.get(instruction.unit, instruction.unit) for instruction in instructions.overdue())
    counts_shown = departures.at_shown_units(counts or {}, shown_at)
    departures_of = departures.departures(board, counts_shown, signals.doubts(), overdue)
    search = departures.search_of(board, is_pending=counts is None, left_out=signals.left_out())
    return {
        "title": departures.title(board.units[1:], departures_of, search),
        "hint": map_words.DEPARTURES_PENDING if counts is None else "",
        "remark": map_words.DEPARTURES_HINT,
        "areas": departures.departure_areas(board.units[1:], departures_of, search),
        "legend": departures.LEGEND,
    }


def draw(
    board: Board, own_board: Board, kpi_id: str, kpi: Kpi, chosen: int | None, on_pick: Callable[[int], None]
) -> None:
    """Draw the map; a click or Enter on an area calls `on_pick` with the station.

    It shows where something departs, of the unit's `own_board` and so the same on every scene; its switches the
    figures of the KPI, the codes, or a station's communities.
    """

    def handle_pick() -> None:
        if unit := whole_number(st.session_state[KEY].get("pick")):
            on_pick(unit)

    def handle_layer() -> None:
        map_layers.pick(str(st.session_state[KEY].get("layer") or ""))

    freshness, board = freshness_data(board, kpi_id), board.board_of(kpi_id)
    has_stations = not is_above_stations(board)
    layer = map_layers.current(chosen, has_stations=has_stations)
    data = {
        "freshness": freshness,
        "chosen": chosen,
        "none": words.NO_DATA,
        "empty": words.NO_STATIONS,
        "instruction": instruction_link.LABELS,
        "switches": _switches(layer, chosen, has_stations=has_stations),
        **_ground(board, kpi_id, kpi),
    }
    if chosen is not None and layer is Layer.COMMUNITIES:
        data |= _communities(board, kpi_id, kpi, chosen)
    elif layer is Layer.CODES:
        data |= _codes(board)
    elif layer is Layer.DEPARTURES:
        data |= _departures(own_board)
    if "areas" not in data:  # the layer of figures, and what stands until another is there
        data["areas"] = areas(board, kpi_id, kpi)
    area_map.draw(KEY, data, on_pick=handle_pick, on_switch=handle_layer)
