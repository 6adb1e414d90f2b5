"""大屏值守: which walls are alive, and what they show; for whoever looks after them."""

from __future__ import annotations

import time

import streamlit as st

from dashboards import frame, theme
from dashboards.i18n.words import walls as words
from dashboards.pages.walls import add
from dashboards.pages.walls import list as wall_list
from dashboards.queries.steward import may_change, wall_links
from dashboards.server.shared_walls import open_walls


@st.fragment(run_every=theme.REFRESH_SECONDS)
def watch() -> None:
    """The list, kept up to date."""
    now = time.time()
    wall_list.draw(open_walls(now), now)


frame.draw_heading("walls")
st.caption(words.NOTE)
watch()
if may_change() and (links := wall_links()).may_add:
    add.draw(links)
