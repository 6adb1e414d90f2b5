"""The top line of the wall, one component of three parts: where we are, which scene, and how old the data are."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from core.metrics.types import Board
from core.store.units import UnitRef
from core.time.days import CHINA
from dashboards import theme
from dashboards.components import english
from dashboards.components.base import component, json_bytes
from dashboards.i18n import words
from dashboards.i18n.words import verdicts
from dashboards.pages.chief import carousel
from dashboards.pages.chief import url_state as wanted
from dashboards.pages.chief.snapshot import WallView

KEY = "header"
_render = component(__file__, "nightly", "place", "carousel", "status")


def place(board: Board, unit: UnitRef) -> dict[str, Any]:
    """The bureau, and the unit shown with the way back to the whole."""
    whole = unit.id == board.units[0].id
    start, end = board.period.start, board.period.end
    last = f"{end:%Y-%m-%d}" if board.is_complete else f"{end:%m-%d} {verdicts.UNFINISHED}"
    return {
        "bureau": board.bureau,
        "whole": whole,
        "unit": words.WHOLE_BUREAU if unit.kind == "bureau" else unit.name,
        "back": None if whole else words.BACK,
        "period": f"{start:%Y-%m-%d} — {last}",
    }


def status(board: Board, answered: datetime) -> dict[str, Any]:
    """How old the data are, and a clock; generated data say so. `answered` is when the last good answer came."""
    today = datetime.now(CHINA).date()
    return {
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


def draw(view: WallView, asked: wanted.WallUrlState, on_back: Callable[[], None]) -> None:
    """Draws the line; the way back calls `on_back`."""
    catalogue = view.catalogue

    def sent(name: str) -> str:
        return str(st.session_state[KEY].get(name) or "")

    data = {
        "place": place(view.board, view.unit),
        "scene": carousel.shown(view, asked),
        "status": status(view.board, datetime.now(CHINA) - timedelta(seconds=view.error_age or 0)),
    }
    _render(
        key=KEY,
        data=json_bytes(data),
        on_back_change=on_back,
        on_go_change=lambda: carousel.go(sent("go"), catalogue),
        on_turn_change=lambda: carousel.turn(sent("turn")),
    )


def notice(text: str) -> None:
    """One line under the header; last on the page, so that nothing else moves to another place when it comes."""
    with st.container(key="notice"):
        st.text(english.translate(text))


def stale_note(text: str) -> None:
    """Says in the page that what is shown is not fresh."""
    with st.container(key="stale"):
        st.markdown(english.translate(text))
