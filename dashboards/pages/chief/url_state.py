"""The scene of the wall, kept in the address of the page, so that a reload or a restart keeps it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.catalogue.model import Catalogue
from dashboards.pages.chief.map_layers import KEY as LAYER_KEY
from dashboards.pages.chief.map_layers import Layer

SCENE_KEY, CAROUSEL_KEY = "scene", "carousel"
DEFAULT_SCENE = "overview"


@dataclass(frozen=True)
class WallUrlState:
    """The scene that the address names, if any, and whether the scenes follow each other by themselves."""

    scene: str = ""
    is_turning: bool = False

    @property
    def is_touring(self) -> bool:
        """True if the viewer sees scenes one after another, by themselves or by hand."""
        return self.is_turning or bool(self.scene)

    def scene_id(self, catalogue: Catalogue) -> str:
        """Return the scene shown: the one named, otherwise the first of the tour, or the board where none turns."""
        if self.scene in catalogue.scenes:
            return self.scene
        return catalogue.carousel.scenes[0] if self.is_turning else DEFAULT_SCENE

    def tour(self, catalogue: Catalogue) -> list[str]:
        """Return the scenes of the tour; one that is not among them and was asked for goes first."""
        current, names = self.scene_id(catalogue), catalogue.carousel.scenes
        return names if current in names else [current, *names]

    def tile_kpis(self, catalogue: Catalogue) -> tuple[str, ...] | None:
        """Return the KPIs of the tiles; None stands for the board's own."""
        return tuple(catalogue.scenes[self.scene_id(catalogue)].kpis) or None


def read() -> WallUrlState:
    """Read the state from the address."""
    return WallUrlState(str(st.query_params.get(SCENE_KEY, "")), st.query_params.get(CAROUSEL_KEY) == "1")


def show_scene(scene: str) -> None:
    """Show a scene with the KPI that it has of its own, and the stations: communities cost much with every KPI."""
    st.query_params[SCENE_KEY] = scene
    st.query_params.pop("kpi", None)
    if st.query_params.get(LAYER_KEY) == Layer.COMMUNITIES:
        st.query_params.pop(LAYER_KEY)


def start_carousel() -> None:
    """Let the scenes follow each other, from the one that is shown."""
    st.query_params[CAROUSEL_KEY] = "1"


def end_carousel() -> None:
    """Return to the board alone."""
    for name in (CAROUSEL_KEY, SCENE_KEY, "kpi"):
        st.query_params.pop(name, None)
