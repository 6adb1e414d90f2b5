"""创建清单: how far each station has come with what it is to build up, item by item, as it reported it."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame
from dashboards.parts import checklist, desk
from dashboards.words import checklist as words

frame.heading(words.NAME)
chosen = checklist.picker()
board = data.board("ytd", tuple(chosen.items))
if not any(unit.kind == "station" for unit in board.units):
    st.info(words.NO_STATIONS)
    st.stop()
desk.notice(board)
checklist.draw(board, chosen)
