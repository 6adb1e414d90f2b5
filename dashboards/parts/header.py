"""The top line of the wall: which bureau and unit, since when the data, what time it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import streamlit as st

from core.days import CHINA
from core.engine.answers import Board
from core.store.units import UnitRef
from dashboards import english, theme, words
from dashboards.parts.component import component, packed
from dashboards.words import verdicts

PLACE, STATUS = "place", "status"
_place = component(PLACE)
_status = component(STATUS, "nightly")


def place(board: Board, unit: UnitRef, on_back: Callable[[], None]) -> None:
    """The bureau, and the unit shown with the way back to the whole."""
    whole = unit.id == board.units[0].id
    start, end = board.period.start, board.period.end
    last = f"{end:%Y-%m-%d}" if board.complete else f"{end:%m-%d} {verdicts.UNFINISHED}"
    data = {
        "bureau": board.bureau,
        "whole": whole,
        "unit": words.WHOLE_BUREAU if unit.kind == "bureau" else unit.name,
        "back": None if whole else words.BACK,
        "period": f"{start:%Y-%m-%d} — {last}",
    }
    _place(key=PLACE, data=packed(data), height="stretch", on_back_change=on_back)


def status(board: Board, answered: datetime) -> None:
    """How old the data are, and a clock; generated data say so. `answered` is when the last good answer came."""
    today = datetime.now(CHINA).date()
    data = {
        "asOf": f"{words.AS_OF} {board.as_of:%Y-%m-%d}",
        "age": words.days_ago((today - board.as_of).days),
        "away": words.CONNECTION_LOST,
        "locale": english.locale(),
        "demo": words.DEMO if board.demo else None,
        "answered": f"{answered:%H:%M}",
        "frozen": words.FROZEN.format(at=answered),
        "pace": theme.REFRESH_SECONDS,
        "beat": time.time_ns(),  # another one with every refresh: the page knows when they stop
    }
    _status(key=STATUS, data=packed(data), width="content", height="stretch")


def notice(text: str) -> None:
    """One line under the header; last on the page, so that nothing else moves to another place when it comes."""
    with st.container(key="notice"):
        st.text(english.say(text))


def stale_note(text: str) -> None:
    """Says in the page that what is shown is not fresh."""
    with st.container(key="stale"):
        st.markdown(english.say(text))
