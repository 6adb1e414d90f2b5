"""Scenes (场景) of the wall, and in which order and how long they are shown in turn (轮播), as in scenes.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.catalogue.entry import Entry

MOST_TILES = 12


class Scene(Entry):
    """A scene: what the tiles and the panels of the wall show.

    kpis: the tiles in order, at most twelve; none stands for those of the board.
    focus: the KPI of map, trend and order; the first tile's if none is named.
    hours: the measure kept by hour whose week is shown; the panel is left out if none is named.
    layout: `wall`, or `map` for a large map.
    """

    kpis: Annotated[list[str], Field(default_factory=list, max_length=MOST_TILES)]
    focus: str = ""
    hours: str = ""
    layout: Literal["wall", "map"] = "wall"


class Carousel(BaseModel):
    """Which scenes follow each other, and how long.

    dwell: seconds a scene stays. pause: seconds that it stands still after somebody has touched the wall.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenes: Annotated[list[str], Field(min_length=1)]
    dwell: Annotated[int, Field(ge=5, le=3600)]
    pause: Annotated[int, Field(ge=5, le=3600)]
