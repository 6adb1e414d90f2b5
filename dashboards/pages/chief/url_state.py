"""Which scene of the wall is wanted: in the address of the page, so that a reload or a restart keeps it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.catalogue.model import Catalogue

SCENE_KEY, CAROUSEL_KEY = "scene", "carousel"
DEFAULT_SCENE = "overview"  # what the wall shows when nothing is asked for


@dataclass(frozen=True)
class WallUrlState:
    """The scene that the address names, if any, and whether the scenes follow each other by themselves."""

    scene: str = ""
    is_turning: bool = False

    @property
    def is_touring(self) -> bool:
        """Whether whoever looks sees scenes one after another, by themselves or by hand."""
        return self.is_turning or bool(self.scene)

    def scene_id(self, catalogue: Catalogue) -> str:
        """The scene shown: the one named, otherwise the first of the round, or the board where none turns."""
        if self.scene in catalogue.scenes:
            return self.scene
        return catalogue.carousel.scenes[0] if self.is_turning else DEFAULT_SCENE

    def tour(self, catalogue: Catalogue) -> list[str]:
        """The scenes of the round; one that is not among them and was asked for goes first."""
        shown, names = self.scene_id(catalogue), catalogue.carousel.scenes
        return names if shown in names else [shown, *names]

    def tile_kpis(self, catalogue: Catalogue) -> tuple[str, ...] | None:
        """The KPIs of the tiles; None stands for the board's own."""
        return tuple(catalogue.scenes[self.scene_id(catalogue)].kpis) or None

    def carousel_family(self, catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
        """The tiles of every scene of the round, which are judged together; none where the board is looked at alone."""
        if not self.is_touring:
            return ()
        return tuple(tuple(catalogue.scenes[one].kpis or catalogue.board) for one in self.tour(catalogue))


def read() -> WallUrlState:
    """What the address asks for."""
    return WallUrlState(str(st.query_params.get(SCENE_KEY, "")), st.query_params.get(CAROUSEL_KEY) == "1")


def show_scene(scene: str) -> None:
    """Shows a scene with the KPI that it has of its own, and the stations: communities cost much with every KPI."""
    st.query_params[SCENE_KEY] = scene
    st.query_params.pop("kpi", None)
    if st.query_params.get("layer") == "communities":
        st.query_params.pop("layer")


def start_carousel() -> None:
    """Lets the scenes follow each other, from the one that is shown."""
    st.query_params[CAROUSEL_KEY] = "1"


def end_carousel() -> None:
    """Back to the board alone."""
    for name in (CAROUSEL_KEY, SCENE_KEY, "kpi"):
        st.query_params.pop(name, None)
