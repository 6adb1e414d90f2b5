"""Says how old the data are that something was worked out from behind the screens, where newer ones are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboards.i18n import words as common
from dashboards.i18n.words import older_answers as words
from dashboards.queries.background import PendingResult

LEAST_SECONDS = 60.0  # signals of a county are computed anew sooner
LOOK_EVERY = 2.0  # seconds between two looks for the newer answer


def age_text(name: str, *results: PendingResult[Any] | None) -> str:
    """Return how old the data of the oldest of some results are, by the name of what is shown; empty if not behind."""
    behind = max((result.seconds_behind for result in results if result is not None), default=0.0)
    return words.BEHIND.format(name=name, age=common.age(behind)) if behind >= LEAST_SECONDS else ""


def draw(name: str, older: PendingResult[Any] | None, ask: Callable[[], PendingResult[Any] | None]) -> None:
    """Draw it where there are newer data, and the page again once `ask` has the newer answer.

    An answer of less than a minute ago is said to be worked out anew.
    """
    if older is not None and older.answer is not None and older.seconds_behind > 0:
        _note(name, older, ask)


@st.fragment(run_every=LOOK_EVERY)
def _note(name: str, older: PendingResult[Any], ask: Callable[[], PendingResult[Any] | None]) -> None:
    newest = ask()
    if newest is None or newest.seconds_behind < older.seconds_behind:
        st.rerun(scope="app")
    st.caption(age_text(name, newest) or words.RENEWED.format(name=name))
