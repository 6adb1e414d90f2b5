"""民警: my disputes and cases with their limits, and my own figures beside the station's middle half.

A station's chief picks among the station's officers; in a demonstration one picks whom to play.
"""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import desk
from dashboards.components import period_picker as periods
from dashboards.i18n import words
from dashboards.i18n.words import officer as own_words
from dashboards.pages.officer import cases as mine_cases
from dashboards.pages.officer import figures as mine
from dashboards.queries import boards, officers, session

frame.draw_heading(words.OFFICER)
as_of = boards.as_of()
with st.container(horizontal=True, vertical_alignment="bottom"):
    picker = st.container(width="content")
    board = boards.board(periods.draw(), whole_only=True)
with picker:
    officer = mine.whose(as_of)
if officer is None:
    st.info(own_words.NO_OFFICERS)
    st.stop()
st.markdown(f"### {words.DISPUTES_TITLE}", help=own_words.DISPUTES_HELP)
mine.disputes(officers.due_disputes(officer, as_of))
st.markdown(f"### {own_words.CASES}", help=own_words.CASES_HELP)
mine_cases.draw(session.engine().own_cases(officer, as_of))
st.markdown(f"### {own_words.FIGURES}", help=own_words.SMALL_HELP)
st.caption(f"{desk.span_text(board)} · {own_words.NOTE}")
st.text(own_words.SMALL)
mine.draw(officers.figures(officer, board.period), board.period)
