"""Which of the two themes the browser at hand shows: for what is painted on a canvas, which no style sheet reaches."""

from __future__ import annotations

import streamlit as st

from dashboards.theme import DESK, WALL, Palette


def palette() -> Palette:
    """The light one unless the browser prefers dark."""
    return WALL if st.context.theme.type == "dark" else DESK
