"""Says of a result that is shown that it is of older data, and draws the page again once there is a newer one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboards.i18n import words
from dashboards.i18n.words import signals as signal_words
from dashboards.queries import signals
from dashboards.queries.background import PendingResult

LOOK_EVERY = 2.0  # seconds between two looks for the newer one
T = TypeVar("T")


def draw(shown: PendingResult[T], ask: Callable[[], PendingResult[T] | None], template: str) -> None:
    """Draw the note, if the data have changed since; `template` is its words, with the {age} of the result."""
    if shown.answer is not None and shown.seconds_behind > 0:
        _note(shown, ask, template)


def draw_of_signals() -> None:
    """Draw the note of the signals, if they are there and of older data."""
    if (shown := signals.bureau_signals()) is not None:
        draw(shown, signals.bureau_signals, signal_words.BEHIND)


@st.fragment(run_every=LOOK_EVERY)
def _note(shown: PendingResult[T], ask: Callable[[], PendingResult[T] | None], template: str) -> None:
    now = ask()
    if now is not None and now.answer is not shown.answer:
        st.rerun(scope="app")
    behind = shown.seconds_behind if now is None else max(now.seconds_behind, shown.seconds_behind)
    st.caption(template.format(age=words.age(behind)))
