"""案件监督 (盯关跟): open cases by stage, and what is about to run out, by station."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import figures_line, period_picker, station_picker
from dashboards.i18n.words import dockets as words
from dashboards.pages.cases import list as case_list
from dashboards.queries import boards, database

frame.draw_heading("cases")
with st.container(horizontal=True, vertical_alignment="bottom"):
    station = station_picker.draw("cases")
    board = boards.board(period_picker.draw(), words.CASE_KPIS)
figures_line.draw(board, database.catalogue(), station)
case_list.draw(station, board.as_of)
