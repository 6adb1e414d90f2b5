"""The map: each station's area coloured by the chosen KPI; a click makes the whole board that station's."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.catalogue.model import Kpi
from core.engine.answers import Board
from core.store.units import Rings, UnitRef
from dashboards import theme, words
from dashboards.parts import panel
from dashboards.parts.changes import figure, split_figure
from dashboards.parts.component import component, packed

KEY = "map"
_render = component(KEY, "age")


def drawn(stations: Sequence[UnitRef]) -> bool:
    """Whether every station has a polygon of its own."""
    return all(unit.rings for unit in stations)


def shapes(stations: Sequence[UnitRef]) -> list[Rings]:
    """The stations' polygons; if any is missing, squares in rows, so that every station can still be picked."""
    if drawn(stations):
        return [unit.rings for unit in stations]
    columns = math.isqrt(max(0, len(stations) - 1)) + 1
    corners = [divmod(place, columns) for place in range(len(stations))]
    return [((((x, -y), (x + 1, -y), (x + 1, -y - 1), (x, -y - 1)),)) for y, x in corners]


def areas(board: Board, kpi_id: str, kpi: Kpi, palette: theme.Palette = theme.WALL) -> list[dict[str, Any]]:
    """The stations, each with its area and its fill; without data the area is hatched."""
    stations = board.units[1:]
    values = {unit.id: board.figures[kpi_id, unit.id].value for unit in stations}
    known = [value for value in values.values() if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    found = []
    for unit, rings in zip(stations, shapes(stations), strict=True):
        value = values[unit.id]
        step = None if value is None else theme.ramp_step(value, low, high)
        text = figure(board, kpi_id, kpi, unit.id)
        found.append(
            {
                "id": unit.id,
                "name": words.short_unit(unit.name),
                "full": unit.name,
                "number": "".join(split_figure(kpi, text)) if kpi.unit == "%" else split_figure(kpi, text)[0],
                "text": text,
                "fill": None if step is None else palette.ramp[step],
                "dark": step is not None and step >= palette.dark_ink_from,
                "rings": rings,
            }
        )
    return found


def draw(board: Board, kpi_id: str, kpi: Kpi, chosen: int | None, on_pick: Callable[[int], None]) -> None:
    """Draws the map; a click or Enter on an area calls `on_pick` with the station."""

    def picked() -> None:
        unit = st.session_state[KEY].get("pick")
        if unit is not None:
            on_pick(int(unit))

    age, board = panel.age(board, kpi_id), board.of(kpi_id)
    amounts = kpi.kind in ("count", "stock")
    data = {
        "age": age,
        "title": kpi.label,
        "hint": words.MAP_HINT if drawn(board.units[1:]) else words.NO_MAP,
        "areas": areas(board, kpi_id, kpi),
        "chosen": chosen,
        "ramp": theme.RAMP,
        "low": words.MAP_LOW if amounts else words.MAP_LOWER,
        "high": words.MAP_HIGH if amounts else words.MAP_HIGHER,
        "none": words.NO_DATA,
        "empty": words.NO_STATIONS,
    }
    _render(key=KEY, data=packed(data), height="stretch", on_pick_change=picked)
