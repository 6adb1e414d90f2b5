"""Time on the trainer's page: running by itself, a few days at once, and back to the first day."""

from __future__ import annotations

import streamlit as st

from dashboards.auth import current_user
from dashboards.i18n.words import trainer as words
from dashboards.pages.trainer.progress import say, work
from dashboards.queries import boards, database, maker
from dashboards.queries.runner import LIVE, RUNS, State, Told

PACES = (2, 5, 10, 30, 60)  # seconds a day
USUAL_PACE, USUAL_DAYS, MOST_DAYS = 5, 28, 366
LONGEST_STEP = 92  # days that one step forward may take
REFRESH = 2  # seconds
_SEEN = "trainer_run_state"


def draw() -> None:
    """How time stands, and what may be done with it."""
    with st.container(border=True):
        st.markdown(f"### {words.CLOCK}")
        _standing()
        run = RUNS.of(database.path())
        if run is not None and run.told.state in LIVE:
            _while_running(run.told.state)
        else:
            _start_form()
            _step_form()
        _reset()


def told_of(told: Told | None) -> str:
    """How time stands, in a line."""
    as_of = (told and told.as_of) or boards.as_of()
    if told is None or told.state is State.STOPPED:
        return words.STANDING.format(as_of=as_of)
    line = {
        State.STARTING: words.STARTING,
        State.RUNNING: words.RUNNING,
        State.PAUSED: words.PAUSED,
        State.ARRIVED: words.ARRIVED,
    }.get(told.state, words.BROKEN)
    return line.format(seconds=told.seconds, as_of=as_of, left=told.left, reason=told.reason)


@st.fragment(run_every=REFRESH)
def _standing() -> None:
    run = RUNS.of(database.path())
    told = run.told if run else None
    with st.container(key="trainer_clock"):
        st.text(told_of(told))
    live = told is not None and told.state in LIVE
    if st.session_state.setdefault(_SEEN, live) != live:  # it has ended by itself: the page offers other things
        st.session_state[_SEEN] = live
        st.rerun(scope="app")


def _start_form() -> None:
    with st.form("clock", border=False):
        left, middle, right = st.columns((2, 2, 1), vertical_alignment="bottom")
        seconds = left.selectbox(
            words.PACE, PACES, index=PACES.index(USUAL_PACE), format_func=lambda s: words.PACE_OPTION.format(seconds=s)
        )
        days = int(middle.number_input(words.FOR_DAYS, min_value=1, max_value=MOST_DAYS, value=USUAL_DAYS))
        if right.form_submit_button(words.START, type="primary", width="stretch"):
            try:
                RUNS.start(database.path(), float(seconds), days)
            except maker.Busy:
                st.warning(words.BUSY)
            else:
                _again()
    st.caption(words.BY_ITSELF)


def _while_running(state: State) -> None:
    """The buttons; what they do is done before the page is drawn anew: a click that comes meanwhile is not lost."""
    with st.container(horizontal=True):
        if state is State.PAUSED:
            st.button(words.GO_ON, type="primary", on_click=_go_on)
        else:
            st.button(words.PAUSE, on_click=_pause)
        st.button(words.STOP, on_click=_end)
    st.caption(words.BY_ITSELF)


def _go_on() -> None:
    if run := RUNS.of(database.path()):
        run.go_on()


def _pause() -> None:
    if run := RUNS.of(database.path()):
        run.pause()


def _end() -> None:
    RUNS.end(database.path())
    st.session_state[_SEEN] = False


def _again() -> None:
    run = RUNS.of(database.path())
    st.session_state[_SEEN] = run is not None and run.told.state in LIVE
    st.rerun()


def _step_form() -> None:
    with st.form("run", border=False):
        left, right = st.columns((4, 1), vertical_alignment="bottom")
        days = int(left.number_input(words.AT_ONCE, min_value=1, max_value=LONGEST_STEP, value=1))
        asked = right.form_submit_button(words.STEP, width="stretch")
    if asked and work(words.WORKING, lambda progress: maker.run_on(database.path(), days, progress)):
        say(words.STEPPED.format(days=days, as_of=boards.as_of()))


def _reset() -> None:
    with st.popover(words.RESET):
        st.text(words.RESET_ASK.format(first=maker.first_day(database.path())))
        asked = st.button(words.RESET_BUTTON, type="primary")
    if asked:
        RUNS.end(database.path())
        actor = current_user.required().actor
        if work(words.WORKING, lambda progress: maker.reset(database.path(), actor, progress)):
            say(words.WAS_RESET.format(as_of=boards.as_of()))
