"""轮播: the scene that is shown, and turning from one to the next: a part of the header."""

from __future__ import annotations

from typing import Any

from core.access.roles import Role
from core.catalogue.model import Catalogue
from dashboards.auth import current_user
from dashboards.i18n.words import carousel as words
from dashboards.pages.chief import state, url_state
from dashboards.pages.chief.snapshot import WallView
from dashboards.pages.chief.url_state import WallUrlState


def carousel_data(view: WallView, url: WallUrlState) -> dict[str, Any]:
    """Return the scenes as data. The browser keeps the time and the pauses; the scene shown stands in the address.

    While no new answer can be had nothing turns: the last good picture stands.
    """
    catalogue = view.catalogue
    tour = url.tour(catalogue)
    return {
        "scenes": [{"id": scene, "name": catalogue.scenes[scene].zh} for scene in tour],
        "current": view.scene if view.scene in tour else tour[0],
        "touring": url.is_touring,
        "turning": url.is_turning,
        "stale": view.error_age is not None,
        "alternating": current_user.required().scope.role is Role.KIOSK and not url.is_turning,
        "dwell": catalogue.carousel.dwell,
        "pause": catalogue.carousel.pause,
        "words": words.CAROUSEL,
    }


def show_scene(scene: str, catalogue: Catalogue) -> None:
    """Show a scene."""
    if scene in catalogue.scenes:
        url_state.show_scene(scene)
        state.close_explanation()


def set_turning(switch: str) -> None:
    """Let the scenes follow each other (`on`), or end it."""
    if switch == "on":
        url_state.start_carousel()
    else:
        url_state.end_carousel()
    state.close_explanation()
