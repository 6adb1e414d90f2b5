"""Time on the trainer's page: running by itself, a few days at once, and back to the first day."""

from __future__ import annotations

import streamlit as st

from dashboards.auth import current_user
from dashboards.i18n.words import trainer as words
from dashboards.pages.trainer.progress import rerun_with_message, work
from dashboards.queries import boards, database, demo_bureau
from dashboards.queries.demo_clock import CLOCK_RUNS, LIVE, RunState, RunStatus

PACES = (2, 5, 10, 30, 60)  # seconds a day
USUAL_PACE, USUAL_DAYS, MOST_DAYS = 5, 28, 366
LONGEST_STEP = 92  # days that one step forward may take
REFRESH = 2  # seconds
_LAST_STATE = "trainer_run_state"


def draw() -> None:
    """Draw how time stands, and what may be done with it."""
    with st.container(border=True):
        st.markdown(f"### {words.CLOCK}")
        _standing()
        run = CLOCK_RUNS.of(database.shown_path())
        if run is not None and run.status.state in LIVE:
            _while_running(run.status.state)
        else:
            _start_form()
            _step_form()
        _reset()


def told_of(status: RunStatus | None) -> str:
    """Tell how time stands, in a line."""
    as_of = (status and status.as_of) or boards.as_of()
    if status is None or status.state is RunState.STOPPED:
        return words.STANDING.format(as_of=as_of)
    line = {
        RunState.STARTING: words.STARTING,
        RunState.RUNNING: words.RUNNING,
        RunState.PAUSED: words.PAUSED,
        RunState.ARRIVED: words.ARRIVED,
    }.get(status.state, words.BROKEN)
    return line.format(seconds=status.seconds_per_day, as_of=as_of, left=status.days_left, reason=status.reason)


@st.fragment(run_every=REFRESH)
def _standing() -> None:
    run = CLOCK_RUNS.of(database.shown_path())
    status = run.status if run else None
    with st.container(key="trainer_clock"):
        st.text(told_of(status))
    live = status is not None and status.state in LIVE
    if st.session_state.setdefault(_LAST_STATE, live) != live:  # it has ended by itself: the page offers other things
        st.session_state[_LAST_STATE] = live
        st.rerun(scope="app")


def _start_form() -> None:
    with st.form("clock", border=False):
        line = st.container(horizontal=True, vertical_alignment="bottom")
        seconds = line.selectbox(
            words.PACE, PACES, index=PACES.index(USUAL_PACE), format_func=lambda s: words.PACE_OPTION.format(seconds=s)
        )
        days = int(line.number_input(words.FOR_DAYS, min_value=1, max_value=MOST_DAYS, value=USUAL_DAYS))
        if line.form_submit_button(words.START, type="primary"):
            try:
                CLOCK_RUNS.start(database.shown_path(), float(seconds), days)
            except demo_bureau.GenerationBusyError:
                st.warning(words.BUSY)
            else:
                _rerun_on_change()
    st.caption(words.BY_ITSELF)


def _while_running(state: RunState) -> None:
    """The buttons; what they do is done before the page is drawn anew: a click that comes meanwhile is not lost."""
    with st.container(horizontal=True):
        if state is RunState.PAUSED:
            st.button(words.GO_ON, type="primary", on_click=_go_on)
        else:
            st.button(words.PAUSE, on_click=_pause)
        st.button(words.STOP, on_click=_end)
    st.caption(words.BY_ITSELF)


def _go_on() -> None:
    if run := CLOCK_RUNS.of(database.shown_path()):
        run.resume()


def _pause() -> None:
    if run := CLOCK_RUNS.of(database.shown_path()):
        run.pause()


def _end() -> None:
    CLOCK_RUNS.end(database.shown_path())
    st.session_state[_LAST_STATE] = False


def _rerun_on_change() -> None:
    run = CLOCK_RUNS.of(database.shown_path())
    st.session_state[_LAST_STATE] = run is not None and run.status.state in LIVE
    st.rerun()


def _step_form() -> None:
    with st.form("run", border=False):
        line = st.container(horizontal=True, vertical_alignment="bottom")
        days = int(line.number_input(words.AT_ONCE, min_value=1, max_value=LONGEST_STEP, value=1))
        submitted = line.form_submit_button(words.STEP)
    if submitted and work(
        words.WORKING, lambda progress: demo_bureau.advance_days(database.shown_path(), days, progress)
    ):
        rerun_with_message(words.STEPPED.format(days=days, as_of=boards.as_of()))


def _reset() -> None:
    with st.popover(words.RESET):
        st.text(words.RESET_ASK.format(first=demo_bureau.first_day(database.shown_path())))
        pressed = st.button(words.RESET_BUTTON, type="primary")
    if pressed:
        CLOCK_RUNS.end(database.shown_path())
        actor = current_user.required().actor
        if work(words.WORKING, lambda progress: demo_bureau.reset(database.shown_path(), actor, progress)):
            rerun_with_message(words.WAS_RESET.format(as_of=boards.as_of()))
