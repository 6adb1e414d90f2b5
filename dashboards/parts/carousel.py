"""轮播: the line that says which scene is shown, and turns from one to the next."""

from __future__ import annotations

import streamlit as st

from dashboards.parts import chief_state, wanted
from dashboards.parts.component import component, packed
from dashboards.parts.snapshot import View
from dashboards.words import carousel as words

KEY = "carousel"
_render = component(KEY)


def draw(view: View, asked: wanted.Wanted) -> None:
    """Draws the line. The browser keeps the time and the pauses; which scene is shown stands in the address.

    While no new answer can be had nothing turns: the last good picture stands.
    """
    catalogue = view.catalogue
    order = asked.order(catalogue)

    def go() -> None:
        scene = st.session_state[KEY].get("go")
        if scene in catalogue.scenes:
            wanted.show(scene)
            chief_state.close_explanation()

    def turn() -> None:
        if st.session_state[KEY].get("turn") == "on":
            wanted.turn()
        else:
            wanted.end()
        chief_state.close_explanation()

    data = {
        "scenes": [{"id": one, "name": catalogue.scenes[one].zh} for one in order],
        "shown": view.scene if view.scene in order else order[0],
        "walked": asked.walked,
        "turning": asked.turning,
        "stands": view.error_age is not None,
        "dwell": catalogue.carousel.dwell,
        "pause": catalogue.carousel.pause,
        "words": words.CAROUSEL,
    }
    _render(key=KEY, data=packed(data), width="content", on_go_change=go, on_turn_change=turn)
