"""案件监督 (盯关跟): open cases by stage, and what is about to run out, by station."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame
from dashboards.parts import docket_cases, docket_station, figures_line, periods
from dashboards.words import docket as words

frame.heading(words.CASES)
with st.container(horizontal=True, vertical_alignment="bottom"):
    station = docket_station.picker("cases")
    board = data.board(periods.picker(), words.CASE_KPIS)
figures_line.draw(board, data.catalogue(), station)
docket_cases.draw(station, board.as_of)
