"""Says how old the data are that something was worked out from behind the screens, where newer ones are there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.i18n import words as common
from dashboards.i18n.words import older_answers as words
from dashboards.queries.background import PendingResult

LEAST_SECONDS = 60.0  # signals of a county are computed anew sooner


def age_text(name: str, *results: PendingResult[Any] | None) -> str:
    """Return how old the data of the oldest of some results are, by the name of what is shown; empty if not behind."""
    behind = max((result.seconds_behind for result in results if result is not None), default=0.0)
    return words.BEHIND.format(name=name, age=common.age(behind)) if behind >= LEAST_SECONDS else ""


def draw(name: str, *results: PendingResult[Any] | None) -> None:
    """Draw it; nothing where the results are of the newest data."""
    if text := age_text(name, *results):
        st.caption(text)
