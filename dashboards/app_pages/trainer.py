"""教官: make another bureau for a lesson, and let time run on in the one that is shown. A demonstration only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from core.store.sqlite import StoreError
from dashboards import data, frame, maker, words

LONGEST = 92  # days that one step forward may take


def work(label: str, job: Callable[[maker.Progress], None]) -> bool:
    """Runs a job under a progress bar; says in Chinese when it could not be done."""
    bar = st.progress(0.0, label)

    def show(what: str, done: float) -> None:
        bar.progress(min(1.0, done), f"{label} {what}")

    try:
        job(show)
    except maker.Busy:
        st.warning(words.TRAINER_BUSY)
    except (StoreError, ValueError, OSError) as error:
        st.error(words.TRAINER_FAILED.format(reason=error))
    else:
        return True
    finally:
        bar.empty()
    return False


def make_form() -> None:
    """The form that makes a bureau and shows it."""
    with st.form("make", border=True):
        st.markdown(f"### {words.TRAINER_MAKE}")
        size = st.selectbox(words.TRAINER_SIZE, maker.sizes(), format_func=lambda s: words.TRAINER_SIZES.get(s, s))
        seed = int(st.number_input(words.TRAINER_SEED, min_value=0, max_value=999_999, value=1))
        last = date.today().replace(day=1) - timedelta(days=1)
        as_of = st.date_input(words.TRAINER_DATE, value=last, format="YYYY-MM-DD")
        st.caption(words.TRAINER_SAME)
        asked = st.form_submit_button(words.TRAINER_MAKE_BUTTON, type="primary")
    if not asked:
        return
    file = maker.file_for(data.path(), size, seed, as_of)
    if file.exists():
        st.toast(words.TRAINER_EXISTS)
    elif not work(words.TRAINER_WORKING, lambda progress: maker.make(file, size, seed, as_of, progress)):
        return
    data.show(file)
    st.session_state["trainer_said"] = words.TRAINER_DONE.format(bureau=data.bureau(), as_of=data.as_of())
    st.rerun()


def run_form() -> None:
    """The form that lets time pass."""
    with st.form("run", border=True):
        st.markdown(f"### {words.TRAINER_RUN}")
        days = int(st.number_input(words.TRAINER_DAYS, min_value=1, max_value=LONGEST, value=1))
        asked = st.form_submit_button(words.TRAINER_RUN_BUTTON)
    if asked and work(words.TRAINER_WORKING, lambda progress: maker.run_on(data.path(), days, progress)):
        st.session_state["trainer_said"] = words.TRAINER_ADVANCED.format(days=days, as_of=data.as_of())
        st.rerun()


frame.heading(words.TRAINER)
if said := st.session_state.pop("trainer_said", ""):
    st.success(said)
st.caption(words.TRAINER_NOW.format(bureau=data.bureau(), as_of=data.as_of(), name=data.path().name))
left, right = st.columns(2, gap="medium")
with left:
    make_form()
with right:
    run_form()
