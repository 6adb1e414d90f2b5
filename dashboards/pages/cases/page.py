"""案件监督 (盯关跟): open cases by stage, and what is about to run out, by station."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import docket_stations as docket_station
from dashboards.components import figures_line
from dashboards.components import period_picker as periods
from dashboards.i18n.words import dockets as words
from dashboards.pages.cases import list as docket_cases
from dashboards.queries import boards, database

frame.heading(words.CASES)
with st.container(horizontal=True, vertical_alignment="bottom"):
    station = docket_station.picker("cases")
    board = boards.board(periods.picker(), words.CASE_KPIS)
figures_line.draw(board, database.catalogue(), station)
docket_cases.draw(station, board.as_of)
