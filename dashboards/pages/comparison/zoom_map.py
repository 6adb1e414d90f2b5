"""Map of the same areas to be moved and zoomed; it needs WebGL, which not every machine has."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pydeck as pdk
import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.metrics.types import Board
from core.store.units import Ring, Rings
from dashboards import theme
from dashboards.active_palette import palette
from dashboards.components.map_areas import areas

LAYER, HEIGHT = "stations", 420
_MIN_WIDTH = 480  # the map is fitted into a column of this width, so that it also fits a wider one
_WORLD_WIDTH = 512  # pixels of the whole world at zoom 0


def rgb(colour: str) -> list[int]:
    """Return a colour such as #5AA9FF as three numbers."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def view_of(polygons: Sequence[Rings]) -> pdk.ViewState:
    """Return the view that just holds all polygons: the map does not fit itself."""
    points = [point for rings in polygons for ring in rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    middle = (south + north) / 2
    across = _MIN_WIDTH * 360 / (_WORLD_WIDTH * max(east - west, 1e-6))
    along = HEIGHT * 360 * math.cos(math.radians(middle)) / (_WORLD_WIDTH * max(north - south, 1e-6))
    zoom = math.log2(min(across, along)) - 0.1
    return pdk.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=zoom, pitch=0, bearing=0)


def is_counterclockwise(ring: Ring) -> bool:
    """Return True if a ring runs counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) > 0


def polygons_of(rings: Rings) -> list[list[Ring]]:
    """Return the separate polygons of an area, each with its holes: those turn the other way than the first ring."""
    polygons: list[list[Ring]] = []
    for ring in rings:
        if not polygons or is_counterclockwise(ring) == is_counterclockwise(rings[0]):
            polygons.append([])
        polygons[-1].append(ring)
    return polygons


def deck(board: Board, kpi_id: str, kpi: Kpi) -> pdk.Deck:
    """Return the deck: no map tiles, nothing from a network; the polygons are the map."""
    colours = palette()
    filled = zip(areas(board, kpi_id, kpi), board.units[1:], strict=True)
    rows = [_row(area, unit.rings, colours) for area, unit in filled]
    polygon_layer = pdk.Layer(
        "PolygonLayer",
        id=LAYER,
        data=[{**row, "rings": polygon} for row in rows for polygon in polygons_of(row["rings"])],
        get_polygon="rings",
        get_fill_color="fill",
        get_line_color=rgb(colours.ground),
        line_width_min_pixels=1.5,
        pickable=True,
        auto_highlight=True,
    )
    name_layer = pdk.Layer(
        "TextLayer",
        data=rows,
        get_position="middle",
        get_text="label",
        get_color="ink",
        get_size=13,
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String(theme.FONT.replace('"', "")),
    )
    view = view_of([unit.rings for unit in board.units[1:]])
    # map_style is left out on purpose: even None asks a server for a style.
    return pdk.Deck(
        [polygon_layer, name_layer], initial_view_state=view, map_provider=None, tooltip={"text": "{full} {text}"}
    )


def _row(area: dict[str, Any], rings: Rings, colours: theme.Palette) -> dict[str, Any]:
    ring, step = rings[0], area["step"]
    return {
        "id": area["id"],
        "full": area["full"],
        "text": area["text"],
        "label": f"{area['name']}\n{area['number']}",
        "rings": rings,
        "fill": rgb(colours.line if step is None else colours.ramp[step]),
        "ink": rgb(colours.text if step is None else colours.ink(dark=step >= colours.dark_ink_from)),
        "middle": [sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)],
    }


def draw(board: Board, kpi_id: str, kpi: Kpi, title: str, on_pick: Callable[[int], None]) -> None:
    """Draw the map; a click on a station calls `on_pick` with it."""
    key = f"zoom_map_{kpi_id}"

    def handle_pick() -> None:
        objects = st.session_state[key].selection.objects.get(LAYER, [])
        if objects:
            on_pick(int(objects[0]["id"]))

    st.pydeck_chart(deck(board, kpi_id, kpi), height=HEIGHT, on_select=handle_pick, key=key, alt=title)
