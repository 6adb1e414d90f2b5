"""重点矛盾: the key disputes that are open or resolved, who answers for them, what is due; intake by month."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame
from dashboards.parts import docket_disputes, docket_station, figures_line, periods
from dashboards.words import docket as words

frame.heading(words.DISPUTES)
with st.container(horizontal=True, vertical_alignment="bottom"):
    station = docket_station.picker("disputes")
    board = data.board(periods.picker(), words.DISPUTE_KPIS)
figures_line.draw(board, data.catalogue(), station)
docket_disputes.draw(station, board.as_of, board.period)
docket_disputes.intake(board, station)
