"""Which scene of the wall is wanted: in the address of the page, so that a reload or a restart keeps it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.catalogue.model import Catalogue

KEY, TURNING = "scene", "carousel"
PLAIN = "overview"  # what the wall shows when nothing is asked for


@dataclass(frozen=True)
class Wanted:
    """The scene that the address names, if any, and whether the scenes follow each other by themselves."""

    scene: str = ""
    turning: bool = False

    @property
    def walked(self) -> bool:
        """Whether whoever looks sees scenes one after another, by themselves or by hand."""
        return self.turning or bool(self.scene)

    def chosen(self, catalogue: Catalogue) -> str:
        """The scene shown: the one named, otherwise the first of the round, or the board where none turns."""
        if self.scene in catalogue.scenes:
            return self.scene
        return catalogue.carousel.scenes[0] if self.turning else PLAIN

    def order(self, catalogue: Catalogue) -> list[str]:
        """The scenes of the round; one that is not among them and was asked for goes first."""
        shown, names = self.chosen(catalogue), catalogue.carousel.scenes
        return names if shown in names else [shown, *names]

    def tiles(self, catalogue: Catalogue) -> tuple[str, ...] | None:
        """The KPIs of the tiles; None stands for the board's own."""
        return tuple(catalogue.scenes[self.chosen(catalogue)].kpis) or None

    def in_turn(self, catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
        """The tiles of every scene of the round, which are judged together; none where the board is looked at alone."""
        if not self.walked:
            return ()
        return tuple(tuple(catalogue.scenes[one].kpis or catalogue.board) for one in self.order(catalogue))


def wanted() -> Wanted:
    """What the address asks for."""
    return Wanted(str(st.query_params.get(KEY, "")), st.query_params.get(TURNING) == "1")


def show(scene: str) -> None:
    """Shows a scene with the KPI that it has of its own, and the stations: communities cost much with every KPI."""
    st.query_params[KEY] = scene
    st.query_params.pop("kpi", None)
    if st.query_params.get("layer") == "communities":
        st.query_params.pop("layer")


def turn() -> None:
    """Lets the scenes follow each other, from the one that is shown."""
    st.query_params[TURNING] = "1"


def end() -> None:
    """Back to the board alone."""
    for name in (TURNING, KEY, "kpi"):
        st.query_params.pop(name, None)
