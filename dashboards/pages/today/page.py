"""今日要事: what is new since yesterday or the viewer's last day, within scope; one sentence first, silence else."""

from __future__ import annotations

import streamlit as st

from core.features.today.sentence import today_sentence
from dashboards import frame
from dashboards.i18n.words import today as words
from dashboards.pages.today import lines
from dashboards.queries import instructions, today

frame.draw_heading("today")
news = today.news()
is_yesterday = (instructions.today() - news.since).days == 1
since = words.YESTERDAY if is_yesterday else words.DAY.format(day=news.since)
st.caption(words.SPAN.format(since=news.since))
with st.container(key="today_sentence"):
    older = sum(matters.pieces for matters in news.older)
    st.text(today_sentence(news.lines, since, knows_signals=news.knows_signals, older=older))
lines.draw(news)
