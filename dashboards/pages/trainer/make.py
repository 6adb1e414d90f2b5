"""The form that makes another bureau for a lesson, with stories in it, and shows it."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboards.auth.session_store import gate
from dashboards.i18n.words import trainer as words
from dashboards.pages.trainer.progress import say, work
from dashboards.queries import boards, database, lessons, maker
from dashboards.queries.runner import RUNS

MOST_SEED = 999_999


def draw() -> None:
    """The form; where there are accounts, why there is none."""
    with st.form("make", border=True):
        st.markdown(f"### {words.MAKE}")
        if gate().guarded():
            st.text(words.GUARDED)
        size = st.selectbox(words.SIZE, maker.sizes(), format_func=lambda s: words.SIZES.get(s, s))
        left, right = st.columns(2)
        seed = int(left.number_input(words.SEED, min_value=0, max_value=MOST_SEED, value=1))
        as_of = right.date_input(words.DATE, value=_last_month_end(), format="YYYY-MM-DD")
        offered = lessons.offers()
        stories = st.multiselect(
            words.STORIES_WITHIN,
            list(offered),
            format_func=lambda kind: offered[kind].zh,
            placeholder=words.STORIES_ANY,
            help=words.STORIES_WITHIN_HELP,
        )
        st.caption(words.SAME)
        asked = st.form_submit_button(words.MAKE_BUTTON, type="primary", disabled=gate().guarded())
    if asked:
        _make(size, seed, as_of, stories)


def _make(size: str, seed: int, as_of: date, stories: list[str]) -> None:
    before, file = database.path(), maker.file_for(database.path(), size, seed, as_of, stories)
    if file.exists():
        st.toast(words.EXISTS)
    elif not work(words.WORKING, lambda progress: maker.make(file, size, seed, as_of, progress, stories)):
        return
    if file != before:
        RUNS.end(before)
    database.show(file)
    say(words.DONE.format(bureau=database.bureau(), as_of=boards.as_of()))


def _last_month_end() -> date:
    return date.today().replace(day=1) - timedelta(days=1)
