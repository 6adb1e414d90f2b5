"""指数与榜单: indices over the months, the codes of stations and communities, and the lists as published."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from core.store.sqlite import StoreError
from core.time.days import month_text
from dashboards import frame
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import indices as words
from dashboards.pages.indices import publications, trend, units
from dashboards.queries import indices, session, unit_places


class View(StrEnum):
    """The page's views, by their names on the screen."""

    STATIONS = words.STATIONS
    COMMUNITIES = words.VILLAGES
    PUBLICATIONS = words.LISTS


frame.draw_heading("indices")
try:
    newest = indices.scoped().last_month()
except StoreError as error:
    st.info(str(error))
    st.stop()
with filter_row():
    months = range(newest, newest - indices.MONTHS * 2, -1)
    month = st.selectbox(words.MONTH, months, format_func=month_text, key="indices_month", width=160)
    view = st.segmented_control(words.VIEW, list(View), default=View.STATIONS, required=True, key="indices_view")
    counties, county = unit_places.counties(), None
    if counties:  # of a province: nobody reads a thousand lines, and a list is a county's
        county = st.selectbox(
            words.COUNTY,
            list(counties),
            index=None,
            format_func=counties.__getitem__,
            key="indices_county",
            placeholder=words.NO_COUNTY,
            width=190,
        )

if view == View.PUBLICATIONS:
    publications.draw(month, county, waits_for_county=bool(counties) and county is None)
    st.stop()

if lines := indices.lines(month):
    trend.draw(lines)

if counties and county is None:
    st.info(words.PICK_COUNTY)
    st.stop()
try:
    station = None
    if view == View.COMMUNITIES and (communities := indices.listed_units(month, "community", county)):
        tree = session.units()
        stations = {unit.parent: tree.units[unit.parent].name for unit in communities if unit.parent in tree.units}
        station = st.selectbox(
            words.STATION, list(stations), format_func=stations.__getitem__, key="indices_station", width=260
        )
    index_table = indices.index_table(month, "station" if view == View.STATIONS else "community", county, station)
except LookupError as error:
    st.info(str(error))
    st.stop()
shown_units = [unit for unit in index_table.units if view == View.STATIONS or unit.parent == station]
units.draw(index_table, shown_units, "" if county is None else counties[county])
