"""民警: my disputes and cases with their limits, and my own figures beside the station's middle half.

A station's chief picks among the station's officers; in a demonstration one picks whom to play.
"""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame, words
from dashboards.parts import desk, mine, mine_cases, periods
from dashboards.words import mine as own_words

frame.heading(words.OFFICER)
as_of = data.as_of()
with st.container(horizontal=True, vertical_alignment="bottom"):
    picker = st.container(width="content")
    board = data.board(periods.picker(), whole_only=True)
with picker:
    officer = mine.whose(as_of)
if officer is None:
    st.info(own_words.NO_OFFICERS)
    st.stop()
st.markdown(f"### {words.DISPUTES_TITLE}", help=own_words.DISPUTES_HELP)
mine.disputes(data.due_disputes(officer, as_of))
st.markdown(f"### {own_words.CASES}", help=own_words.CASES_HELP)
mine_cases.draw(data.door().own_cases(officer, as_of))
st.markdown(f"### {own_words.FIGURES}", help=own_words.SMALL_HELP)
st.caption(f"{desk.span(board)} · {own_words.NOTE}")
st.text(own_words.SMALL)
mine.draw(data.officer_figures(officer, board.period), board.period)
