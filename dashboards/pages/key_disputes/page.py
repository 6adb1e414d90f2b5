"""重点矛盾: the key disputes that are open or resolved, who answers for them, what is due; intake by month."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import docket_stations as docket_station
from dashboards.components import figures_line
from dashboards.components import period_picker as periods
from dashboards.i18n.words import dockets as words
from dashboards.pages.key_disputes import list as docket_disputes
from dashboards.queries import boards, database

frame.heading(words.DISPUTES)
with st.container(horizontal=True, vertical_alignment="bottom"):
    station = docket_station.picker("disputes")
    board = boards.board(periods.picker(), words.DISPUTE_KPIS)
figures_line.draw(board, database.catalogue(), station)
docket_disputes.draw(station, board.as_of, board.period)
docket_disputes.intake(board, station)
