"""Map of areas: an SVG that any browser draws, one area a unit with its fill, name and number; a click picks one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal

from core.store.units import Rings, UnitRef
from dashboards.components import travel
from dashboards.components.base import fed_component, json_bytes
from dashboards.components.map_areas import have_polygons

MOST_SQUARES = 40
_render = fed_component(__file__, travel.SCRIPT, "freshness", "instruction_link")


def shapes(stations: Sequence[UnitRef]) -> list[Rings]:
    """Return the stations' polygons; if any is missing, squares in rows, so that every station can still be picked.

    Of many they are twice as wide, so that there is room for their names.
    """
    if have_polygons(stations):
        return [unit.rings for unit in stations]
    width = 2 if len(stations) > MOST_SQUARES else 1
    columns = math.isqrt(max(0, len(stations) - 1) // width) + 1
    corners = [(row, column * width) for row, column in (divmod(index, columns) for index in range(len(stations)))]
    return [((((x, -y), (x + width, -y), (x + width, -y - 1), (x, -y - 1)),)) for y, x in corners]


@lru_cache(maxsize=16)
def outlines(stations: tuple[UnitRef, ...]) -> str:
    """Return the polygons as JSON: they are half of what the map sends, and the same at nearly every refresh."""
    return json_bytes(shapes(stations)).decode()


def draw(
    key: str,
    data: dict[str, Any],
    *,
    on_pick: Callable[[], None],
    on_switch: Callable[[], None],
    height: Literal["stretch"] | int = "stretch",
) -> None:
    """Draw the map; a click on an area calls `on_pick`, one on a switch `on_switch`.

    Which area and which switch are `pick` and `layer` in the state of the key.
    """
    _render(key=key, data=json_bytes(data), height=height, on_pick_change=on_pick, on_layer_change=on_switch)
