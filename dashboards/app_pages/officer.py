"""民警: my own figures beside the station's middle half, and my disputes with their due dates.

A station's chief picks among the station's officers; in a demonstration one picks whom to play.
"""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame, words
from dashboards.parts import desk, mine, periods

frame.heading(words.OFFICER)
as_of = data.as_of()
with st.container(horizontal=True, vertical_alignment="bottom"):
    picker = st.container(width="content")
    board = data.board(periods.picker())
with picker:
    officer = mine.whose(as_of)
if officer is None:
    st.info(words.NO_OFFICERS)
    st.stop()
st.caption(f"{desk.span(board)} · {words.OFFICER_NOTE}")
mine.draw(data.officer_figures(officer, board.period))
st.markdown(f"### {words.DISPUTES_TITLE}")
mine.disputes(data.due_disputes(officer, as_of))
