"""教官: make another bureau for a lesson, plant stories in it, and let its time run. A demonstration only."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame, words
from dashboards.parts import trainer_clock, trainer_make, trainer_stories, trainer_work
from dashboards.words import trainer as own

frame.heading(words.TRAINER)
trainer_work.said()
st.caption(own.NOW.format(bureau=data.bureau(), as_of=data.as_of(), name=data.path().name))
left, right = st.columns(2, gap="medium")
with left:
    trainer_clock.draw()
    trainer_make.draw()
with right:
    trainer_stories.draw()
