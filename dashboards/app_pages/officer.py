"""民警: my own figures beside the station's middle half, and my disputes with their due dates. A demonstration only."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame, words
from dashboards.parts import desk, mine, periods

frame.heading(words.OFFICER)
as_of = data.as_of()
officers = {number: (name, unit) for number, name, unit in data.officers(as_of)}
if not officers:
    st.info(words.NO_OFFICERS)
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    picker = st.container(width="content")
    board = data.board(periods.picker())
with picker:
    # To begin with somebody who has something due: auxiliaries, who come first by number, answer for no records.
    busy = (one for one in reversed(officers) if data.due_disputes(one, as_of))
    st.session_state.setdefault("officer", next(busy, next(iter(officers))))
    picked = st.selectbox(
        words.OFFICER_PICK, list(officers), format_func=lambda one: " · ".join(officers[one]), key="officer", width=360
    )
st.caption(f"{desk.span(board)} · {words.OFFICER_NOTE}")
mine.draw(data.officer_figures(picked, board.period))
st.markdown(f"### {words.DISPUTES_TITLE}")
mine.disputes(data.due_disputes(picked, as_of))
