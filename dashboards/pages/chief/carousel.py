"""轮播: which scene is shown, and turning from one to the next: a part of the header."""

from __future__ import annotations

from typing import Any

from core.catalogue.model import Catalogue
from dashboards.i18n.words import carousel as words
from dashboards.pages.chief import state as chief_state
from dashboards.pages.chief import url_state as wanted
from dashboards.pages.chief.snapshot import WallView


def shown(view: WallView, asked: wanted.WallUrlState) -> dict[str, Any]:
    """It as data. The browser keeps the time and the pauses; which scene is shown stands in the address.

    While no new answer can be had nothing turns: the last good picture stands.
    """
    catalogue = view.catalogue
    order = asked.tour(catalogue)
    return {
        "scenes": [{"id": one, "name": catalogue.scenes[one].zh} for one in order],
        "shown": view.scene if view.scene in order else order[0],
        "walked": asked.is_touring,
        "turning": asked.is_turning,
        "stands": view.error_age is not None,
        "dwell": catalogue.carousel.dwell,
        "pause": catalogue.carousel.pause,
        "words": words.CAROUSEL,
    }


def go(scene: str, catalogue: Catalogue) -> None:
    """Shows a scene."""
    if scene in catalogue.scenes:
        wanted.show_scene(scene)
        chief_state.close_explanation()


def turn(wish: str) -> None:
    """Lets the scenes follow each other, or ends it."""
    if wish == "on":
        wanted.start_carousel()
    else:
        wanted.end_carousel()
    chief_state.close_explanation()
