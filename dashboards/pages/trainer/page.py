"""教官: make another bureau for a lesson, plant stories in it, and let its time run. A demonstration only."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import trainer as trainer_words
from dashboards.pages.trainer import classroom, clock, lesson_form, lessons, make, progress, stories
from dashboards.queries import boards, database

frame.draw_heading("trainer")
progress.show_message()
bureau, file = escape_markdown(database.bureau()), escape_markdown(database.shown_path().name)
st.caption(trainer_words.NOW.format(bureau=bureau, as_of=boards.as_of(), name=file))
left, right = st.columns(2, gap="medium")
with left:
    clock.draw()
    make.draw()
with right:
    stories.draw()
lessons.draw()
lesson_form.draw()
classroom.draw()
