"""How the trainer's page does what takes a while, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.store.sqlite import StoreError
from dashboards.i18n.words import trainer as words
from dashboards.queries import maker

_SAID = "trainer_said"


def work(label: str, job: Callable[[maker.Progress], None]) -> bool:
    """Runs a job under a progress bar; says in Chinese when it could not be done."""
    bar = st.progress(0.0, label)

    def show(what: str, done: float) -> None:
        bar.progress(min(1.0, done), f"{label} {what}")

    try:
        job(show)
    except maker.Busy:
        st.warning(words.BUSY)
    except (StoreError, ValueError, OSError) as error:
        st.error(words.FAILED.format(reason=error))
    else:
        return True
    finally:
        bar.empty()
    return False


def say(text: str) -> None:
    """Says it after the page has been drawn anew."""
    st.session_state[_SAID] = text
    st.rerun()


def said() -> None:
    """Shows what was to be said. Its place is there with nothing to say too: what comes below keeps its own."""
    with st.container(key="said"):
        if text := st.session_state.pop(_SAID, ""):
            st.success(text)
