"""教官: make another bureau for a lesson, plant stories in it, and let its time run. A demonstration only."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.i18n import words
from dashboards.i18n.words import trainer as own
from dashboards.pages.trainer import clock as trainer_clock
from dashboards.pages.trainer import make as trainer_make
from dashboards.pages.trainer import progress as trainer_work
from dashboards.pages.trainer import stories as trainer_stories
from dashboards.queries import boards, database

frame.heading(words.TRAINER)
trainer_work.said()
st.caption(own.NOW.format(bureau=database.bureau(), as_of=boards.as_of(), name=database.path().name))
left, right = st.columns(2, gap="medium")
with left:
    trainer_clock.draw()
    trainer_make.draw()
with right:
    trainer_stories.draw()
