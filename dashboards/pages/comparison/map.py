"""The desk's map: the areas of the wall by one KPI, to be zoomed on request; a click picks a station."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.metrics.types import Board
from core.store.units import UnitRef
from dashboards import theme
from dashboards.components import area_map, instruction_link
from dashboards.components.freshness import freshness_data
from dashboards.components.map_areas import areas, have_polygons, ramp_ends
from dashboards.i18n import words
from dashboards.i18n.words import comparison as comparison_words
from dashboards.pages.comparison import zoom_map
from dashboards.server.sent_numbers import whole_number

KEY, ZOOM_KEY = "desk_map", "desk_map_zooms"
ZOOM = "zoom"  # the switch to the map that is drawn by WebGL


def draw(board: Board, kpi_id: str, kpi: Kpi, chosen: int, on_pick: Callable[[int], None]) -> None:
    """Draw the map where every station has a polygon, or says why not; a click on one calls `on_pick` with it.

    Whether it is to be zoomed is kept in the session alone: a link may be opened where there is no WebGL.
    """
    stations: Sequence[UnitRef] = board.units[1:]
    if not stations or not have_polygons(stations):
        st.info(comparison_words.NO_BOUNDARIES.format(each=words.each_unit(stations)))
        return
    title = comparison_words.DESK_MAP.format(kpi=kpi.label, level=words.level(stations))
    if st.session_state.get(ZOOM_KEY):
        st.text(title)
        zoom_map.draw(board, kpi_id, kpi, title, on_pick)
        st.button(comparison_words.PLAIN_MAP, on_click=_set_zoom, args=(False,))
        return
    _draw_plain(board, kpi_id, kpi, chosen, title, on_pick)


def _draw_plain(board: Board, kpi_id: str, kpi: Kpi, chosen: int, title: str, on_pick: Callable[[int], None]) -> None:
    def handle_pick() -> None:
        if unit := whole_number(st.session_state[KEY].get("pick")):
            on_pick(unit)

    def handle_switch() -> None:
        _set_zoom(st.session_state[KEY].get("layer") == ZOOM)

    freshness, board = freshness_data(board, kpi_id), board.board_of(kpi_id)
    low, high = ramp_ends(kpi)
    data = {
        "freshness": freshness,
        "chosen": chosen,
        "keepsColours": True,
        "none": words.NO_DATA,
        "empty": words.NO_STATIONS,
        "instruction": instruction_link.LABELS,
        "switches": [{"id": ZOOM, "text": comparison_words.ZOOM_MAP, "on": False, "needsWebgl": True}],
        "withoutWebgl": comparison_words.NO_WEBGL.format(each=words.each_unit(board.units[1:])),
        "title": title,
        "hint": "",
        "outlines": area_map.outlines(tuple(board.units[1:])),
        "ramp": theme.ramp_tokens(),
        "low": low,
        "high": high,
        "areas": [area | {"href": ""} for area in areas(board, kpi_id, kpi)],
    }
    area_map.draw(KEY, data, on_pick=handle_pick, on_switch=handle_switch, height=zoom_map.HEIGHT)


def _set_zoom(is_on: bool) -> None:
    st.session_state[ZOOM_KEY] = is_on
