"""指数与榜单: indices over the months, the codes of stations and communities, and the lists as published."""

from __future__ import annotations

import streamlit as st

from core.store.sqlite import StoreError
from core.time.days import month_text
from dashboards import frame
from dashboards.i18n.words import indices as words
from dashboards.pages.indices import publications as standing_lists
from dashboards.pages.indices import trend as standing_lines
from dashboards.pages.indices import units as standing_units
from dashboards.queries import indices, session

frame.draw_heading(words.NAME)
try:
    newest = indices.scoped().last_month()
except StoreError as error:
    st.info(str(error))
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    months = range(newest, newest - indices.MONTHS * 2, -1)
    month = st.selectbox(words.MONTH, months, format_func=month_text, key="standing_month", width=160)
    view = st.segmented_control(
        words.VIEW, (words.STATIONS, words.VILLAGES, words.LISTS), default=words.STATIONS, required=True,
        key="standing_view",
    )  # fmt: skip
if view == words.LISTS:
    standing_lists.draw(month)
    st.stop()
if lines := indices.lines(month):
    standing_lines.draw(lines)
try:
    shown = indices.standing(month, "station" if view == words.STATIONS else "community")
except LookupError as error:
    st.info(str(error))
    st.stop()
units = list(shown.units)
if view == words.VILLAGES and units:
    tree = session.units()
    above = {unit.parent: tree.units[unit.parent].name for unit in units if unit.parent in tree.units}
    chosen = st.selectbox(words.STATION, list(above), format_func=above.__getitem__, key="standing_station", width=260)
    units = [unit for unit in units if unit.parent == chosen]
standing_units.draw(shown, units)
