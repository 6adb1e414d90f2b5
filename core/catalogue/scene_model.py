"""Scenes (场景) of the wall, and in which order and how long they are shown in turn (轮播), as in scenes.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.catalogue.entry import Entry

MOST_TILES = 12
BESIDE_LARGE_MAP = 6  # tiles that find room where no trend stands below them
Panel = Literal["map", "trend", "order", "hours", "classes", "campaign"]


class Scene(Entry):
    """A scene: what the tiles and the panels of the wall show.

    kpis: the tiles in order, at most twelve; none stands for those of the board.
    focus: the KPI of map, trend and order; the first tile's if none is named.
    panels: what stands beside the tiles; without the trend the map is large.
    The panel `campaign` shows the campaign that runs; while none does, the order stands in its place.
    hours: the measure kept by hour whose week the panel `hours` shows.
    """

    kpis: Annotated[list[str], Field(default_factory=list, max_length=MOST_TILES)]
    focus: str = ""
    panels: Annotated[list[Panel], Field(min_length=1)] = Field(default=["map", "trend", "order", "hours"])
    hours: str = "alerts_valid"


class Carousel(BaseModel):
    """The scenes that follow each other, and how long each stays.

    dwell: seconds a scene stays. pause: seconds that it stands still after somebody has touched the wall.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenes: Annotated[list[str], Field(min_length=1)]
    dwell: Annotated[int, Field(ge=5, le=3600)]
    pause: Annotated[int, Field(ge=5, le=3600)]
