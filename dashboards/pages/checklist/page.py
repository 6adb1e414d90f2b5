"""创建清单: how far each station has come with what it is to build up, item by item, as it reported it."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import notices
from dashboards.i18n.words import checklist as words
from dashboards.pages.checklist import table
from dashboards.queries import boards

frame.draw_heading("checklist")
chosen = table.picker()
board = boards.checklist(tuple(chosen.items))
if not any(unit.kind == "station" for unit in board.units):
    st.info(words.NO_STATIONS)
    st.stop()
notices.draw_period_notice(board)
table.draw(board, chosen)
