"""大屏值守: which walls are alive, and what they show; for whoever looks after them."""

from __future__ import annotations

import time

import streamlit as st

from dashboards import frame, theme
from dashboards.parts import wall_list
from dashboards.walls import WALLS
from dashboards.words import walls as words


@st.fragment(run_every=theme.REFRESH_SECONDS)
def watch() -> None:
    """The list, kept up to date."""
    now = time.time()
    wall_list.draw(WALLS.listed(now), now)


frame.heading(words.NAME)
st.caption(words.NOTE)
watch()
