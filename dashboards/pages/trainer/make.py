"""The form that makes another bureau for a lesson, with stories in it, and shows it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.time.reporting_calendar import CALENDAR
from dashboards.auth.session_store import session_store
from dashboards.i18n.words import trainer as words
from dashboards.pages.trainer.progress import rerun_with_message, work
from dashboards.queries import boards, database, demo_bureau, demo_stories
from dashboards.queries.demo_clock import CLOCK_RUNS

MOST_SEED = 999_999


def draw() -> None:
    """The form; where there are accounts, why there is none."""
    with st.form("make", border=True):
        st.markdown(f"### {words.MAKE}")
        if session_store().requires_sign_in():
            st.text(words.GUARDED)
        size = st.selectbox(words.SIZE, demo_bureau.sizes(), format_func=lambda s: words.SIZES.get(s, s))
        left, right = st.columns(2)
        seed = int(left.number_input(words.SEED, min_value=0, max_value=MOST_SEED, value=1))
        as_of = right.date_input(words.DATE, value=CALENDAR.previous_month_end(date.today()), format="YYYY-MM-DD")
        offered = demo_stories.kinds()
        stories = st.multiselect(
            words.STORIES_BEFORE_END,
            list(offered),
            format_func=lambda kind: offered[kind].zh,
            placeholder=words.STORIES_ANY,
            help=words.STORIES_BEFORE_END_HELP,
        )
        st.caption(words.SAME)
        submitted = st.form_submit_button(
            words.MAKE_BUTTON, type="primary", disabled=session_store().requires_sign_in()
        )
    if submitted:
        _make(size, seed, as_of, stories)


def _make(size: str, seed: int, as_of: date, stories: list[str]) -> None:
    before, file = database.shown_path(), demo_bureau.file_for(database.shown_path(), size, seed, as_of, stories)
    if file.exists():
        st.toast(words.EXISTS)
    elif not work(words.WORKING, lambda progress: demo_bureau.generate(file, size, seed, as_of, progress, stories)):
        return
    if file != before:
        CLOCK_RUNS.end(before)
    database.show(file)
    rerun_with_message(words.DONE.format(bureau=database.bureau(), as_of=boards.as_of()))
