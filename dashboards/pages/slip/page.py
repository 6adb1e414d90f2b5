"""警情提醒单: what rose in a community in the last four weeks, when it comes, what may be done; one page to print."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import slip as words
from dashboards.pages.slip import preview
from dashboards.queries import session

frame.draw_heading("slip")
tree = session.units()
stations = [tree.root] if tree.root.kind == "station" else tree.stations(tree.root.id)
if not stations:
    st.info(words.NO_STATIONS)
    st.stop()
with filter_row():
    station = preview.station_picker(tree, stations)
    slips = session.engine().slips(station)
    if not slips:
        st.info(words.NO_COMMUNITIES)
        st.stop()
    chosen = preview.community_picker(slips)
    preview.take_every(slips)
if chosen is None:
    preview.draw_all(slips)
else:
    preview.draw_slip(chosen)
