"""The palette of the theme that the browser shows: for drawings on a canvas, which no style sheet reaches."""

from __future__ import annotations

import streamlit as st

from dashboards.theme import DESK, WALL, Palette


def palette() -> Palette:
    """Return the light one unless the browser prefers dark."""
    return WALL if st.context.theme.type == "dark" else DESK
