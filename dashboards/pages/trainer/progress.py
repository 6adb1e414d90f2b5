"""Long work of the trainer's page under a progress bar, and the message that follows it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.store.sqlite import StoreError
from dashboards.i18n.words import trainer as words
from dashboards.queries import demo_bureau

_MESSAGE = "trainer_said"


def work(label: str, job: Callable[[demo_bureau.Progress], None]) -> bool:
    """Runs a job under a progress bar; says in Chinese when it could not be done."""
    bar = st.progress(0.0, label)

    def show(step: str, done: float) -> None:
        bar.progress(min(1.0, done), f"{label} {step}")

    try:
        job(show)
    except demo_bureau.GenerationBusyError:
        st.warning(words.BUSY)
    except (StoreError, ValueError, OSError) as error:
        st.error(words.FAILED.format(reason=error))
    else:
        return True
    finally:
        bar.empty()
    return False


def rerun_with_message(text: str) -> None:
    """Draw the page anew and show a message on it."""
    st.session_state[_MESSAGE] = text
    st.rerun()


def show_message() -> None:
    """Show the message, if there is one. Its place is there without one too, so that what comes below keeps its own."""
    with st.container(key="said"):
        if text := st.session_state.pop(_MESSAGE, ""):
            st.success(text)
