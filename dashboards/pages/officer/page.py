"""民警: my disputes and cases with their limits, and my own figures beside the station's middle half.

A station's chief picks among the station's officers; in a demonstration one picks whom to play.
"""

from __future__ import annotations

import streamlit as st

from core.features.officers.own_work import own_work_sentence
from dashboards import frame
from dashboards.components import notices, period_picker
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import officer as officer_words
from dashboards.pages.officer import cases, disputes, figures, officer_picker
from dashboards.queries import boards, instructions, officers

frame.draw_heading("officer")
as_of = boards.as_of()
with filter_row():
    picker_place = st.container(width="content")
    board = boards.board(period_picker.draw(), bureau_only=True)
with picker_place:
    officer = officer_picker.draw(as_of)
if officer is None:
    st.info(officer_words.NO_OFFICERS)
    st.stop()

own_disputes, own_cases = officers.due_disputes(officer, as_of), officers.own_cases(officer, as_of)
days_left = [None if dispute.overdue is None else -dispute.overdue for dispute in own_disputes]
with st.container(key="officer_sentence"):
    st.text(own_work_sentence([*days_left, *(case.days_left for case in own_cases)]))
if own_disputes or own_cases:
    st.caption(officer_words.COUNTED.format(today=instructions.today(), as_of=as_of))

st.markdown(f"### {officer_words.DISPUTES_TITLE}", help=officer_words.DISPUTES_HELP)
disputes.draw(own_disputes)

st.markdown(f"### {officer_words.CASES}", help=officer_words.CASES_HELP)
cases.draw(own_cases, instructions.today())

st.markdown(f"### {officer_words.FIGURES}", help=officer_words.SMALL_HELP)
st.caption(" · ".join(filter(None, (notices.own_span_text(board), officer_words.NOTE))))
st.text(officer_words.SMALL)
figures.draw(officers.figures(officer, board.period), board.period)
