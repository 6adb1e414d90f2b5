"""The map: each station's area coloured by the chosen KPI; a click makes the whole board that station's."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from core.catalogue.index_model import Bands
from core.catalogue.model import Kpi
from core.metrics.types import Board
from core.store.units import Rings, UnitRef
from core.time.days import month_text
from dashboards import theme
from dashboards.components import instruction_link as order_link
from dashboards.components import last_good as panel
from dashboards.components import map_layers
from dashboards.components.base import component, packed
from dashboards.components.change_text import figure, split_figure
from dashboards.components.map_layers import Coded
from dashboards.i18n import words
from dashboards.i18n.words import map as map_words

KEY = "map"
_render = component(__file__, "age", "instruction_link")


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


@lru_cache(maxsize=16)
def outlines(stations: tuple[UnitRef, ...]) -> str:
    """The polygons as JSON: they are half of what the map sends, and stay the same at nearly every refresh."""
    return packed(shapes(stations)).decode()


def areas(board: Board, kpi_id: str, kpi: Kpi, palette: theme.Palette = theme.WALL) -> list[dict[str, Any]]:
    """The stations, each with its fill; without data the area is hatched."""
    stations = board.units[1:]
    values = {unit.id: board.figures[kpi_id, unit.id].value for unit in stations}
    known = [value for value in values.values() if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    to = order_link.ways()
    found = []
    for unit in stations:
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
                "order": to(kpi_id, unit.id) if unit.kind == "station" else "",
            }
        )
    return found


def _tones(bands: Bands) -> dict[str, str]:
    """Which pattern each band has: the worst and the best have their own."""
    steps: list[str] = [step.code for step in bands.steps]
    return {code: "watch" for code in steps} | {steps[0]: "worse", steps[-1]: "better"}


def _legend(bands: Bands) -> list[dict[str, str]]:
    tones = _tones(bands)
    named = [{"tone": tones[step.code], "text": f"{step.shape} {step.zh}"} for step in bands.steps]
    return [*named, {"tone": "noise", "text": map_words.UNDECIDED}]


def coded(coded: Coded, stations: Sequence[UnitRef]) -> list[dict[str, Any]]:
    """The stations, each with its code: a pattern, a shape and a word; where there is none the area is hatched."""
    tone = _tones(coded.bands)
    found = []
    for unit in stations:
        code = coded.standing.codes.get(unit.id)
        band = code.band if code else None
        said = f"{code.shape} {code.word}" if code else words.NO_DATA
        found.append(
            {
                "id": unit.id,
                "name": words.short_unit(unit.name),
                "full": unit.name,
                "number": said,
                "text": f"{said} {code.reason}" if code else said,
                "tone": tone[band.code] if band else "noise" if code and code.state == "undecided" else "",
                "fill": None,
                "dark": False,
            }
        )
    return found


def _switches(layer: str, chosen: int | None) -> list[dict[str, Any]]:
    wanted = [map_layers.FIGURES, map_layers.CODES, *([map_layers.COMMUNITIES] if chosen is not None else [])]
    return [{"id": one, "text": map_words.LAYERS[one], "on": one == layer} for one in wanted]


def _figures(board: Board, kpi_id: str, kpi: Kpi) -> dict[str, Any]:
    amounts = kpi.kind in ("count", "stock")
    return {
        "title": kpi.label,
        "hint": words.MAP_HINT if drawn(board.units[1:]) else words.NO_MAP,
        "areas": areas(board, kpi_id, kpi),
        "outlines": outlines(tuple(board.units[1:])),
        "ramp": theme.RAMP,
        "low": words.MAP_LOW if amounts else words.MAP_LOWER,
        "high": words.MAP_HIGH if amounts else words.MAP_HIGHER,
    }


def _communities(board: Board, kpi_id: str, kpi: Kpi, station: int) -> dict[str, Any]:
    known = map_layers.communities(board, kpi_id, station)
    if known is None or known.answer is None:
        return {"hint": map_words.WORKING if known is None else map_words.FAILED}
    below = known.answer
    if len(below.units) == 1:
        return {"hint": map_words.NO_COMMUNITIES}
    found = _figures(below, kpi_id, kpi)
    hint = map_words.OF_STATION.format(station=below.units[0].name, as_of=below.as_of)
    return {**found, "hint": hint if drawn(below.units[1:]) else f"{hint} · {map_words.NO_POLYGONS}", "still": True}


def _codes(board: Board) -> dict[str, Any]:
    known = map_layers.codes()
    if known is None or known.answer is None:
        return {"hint": map_words.WORKING if known is None else map_words.FAILED}
    standing = known.answer.standing
    return {
        "title": standing.index.zh,
        "hint": f"{map_words.EXAMPLE} · {month_text(standing.month)}",
        "remark": "\n".join(standing.remarks),
        "areas": coded(known.answer, board.units[1:]),
        "legend": _legend(known.answer.bands),
    }


def draw(board: Board, kpi_id: str, kpi: Kpi, chosen: int | None, on_pick: Callable[[int], None]) -> None:
    """Draws the map; a click or Enter on an area calls `on_pick` with the station.

    Its switches show the stations' codes in the place of figures, or the communities of the station chosen.
    """

    def picked() -> None:
        unit = st.session_state[KEY].get("pick")
        if unit is not None:
            on_pick(int(unit))

    def switched() -> None:
        map_layers.pick(str(st.session_state[KEY].get("layer") or ""))

    age, board = panel.age(board, kpi_id), board.board_of(kpi_id)
    layer = map_layers.layer(chosen)
    data = {"age": age, "chosen": chosen, "none": words.NO_DATA, "empty": words.NO_STATIONS, "order": order_link.WORDS}
    data |= {"switches": _switches(layer, chosen)} | _figures(board, kpi_id, kpi)
    if chosen is not None and layer == map_layers.COMMUNITIES:
        data |= _communities(board, kpi_id, kpi, chosen)
    elif layer == map_layers.CODES:
        data |= _codes(board)
    _render(key=KEY, data=packed(data), height="stretch", on_pick_change=picked, on_layer_change=switched)
