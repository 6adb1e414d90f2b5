"""The top of the wall, one component of four parts: the place, the scene, how old the data are, and a line below."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from core.metrics.types import Board
from core.store.unit_words import whole_word
from core.time.days import CHINA
from dashboards import theme
from dashboards.components import english
from dashboards.components.base import fed_component, json_bytes
from dashboards.i18n import words
from dashboards.i18n.words import chief as chief_words
from dashboards.i18n.words import verdicts
from dashboards.pages.chief import carousel
from dashboards.pages.chief.snapshot import WallView
from dashboards.pages.chief.url_state import WallUrlState
from dashboards.queries import unit_places

KEY = "header"
LIVE_DAYS = 1  # so old are the data of a demonstration whose time keeps up
_render = fed_component(__file__, "parts", "nightly", "place", "carousel", "status", "choice_note")


def place_data(view: WallView) -> dict[str, Any]:
    """Return the bureau, and the unit shown with the way back to the whole bureau."""
    board, unit = view.board, view.unit
    is_whole = view.opened is None and unit.id == board.units[0].id
    start, end = board.period.start, board.period.end
    end_text = f"{end:%Y-%m-%d}" if board.is_complete or start.year < end.year else f"{end:%m-%d}"
    return {
        "bureau": board.bureau,
        "isWhole": is_whole,
        "unit": whole_word(unit) if unit.kind == "bureau" else unit.name,
        "back": None if is_whole else chief_words.BACK.format(whole=unit_places.whole()),
        "period": f"{start:%Y-%m-%d} — {end_text}" + ("" if board.is_complete else f" {verdicts.UNFINISHED}"),
    }


def status_data(board: Board, answered_at: datetime) -> dict[str, Any]:
    """Return how old the data are, and the clock's data; `answered_at` is when the last good answer came.

    A demonstration whose time stands is not late: its last day is said to be the day that is shown.
    """
    age = (datetime.now(CHINA).date() - board.as_of).days
    stands = board.demo and age > LIVE_DAYS
    return {
        "asOf": f"{chief_words.DEMO_DAY if stands else words.AS_OF} {board.as_of:%Y-%m-%d}",
        "age": "" if stands else words.days_ago(age),
        "away": chief_words.CONNECTION_LOST,
        "locale": english.locale(),
        "demo": words.DEMO if board.demo else None,
        "answered": f"{answered_at:%H:%M}",
        "frozen": chief_words.FROZEN.format(at=answered_at),
        "refreshSeconds": theme.REFRESH_SECONDS,
        "beat": time.time_ns(),  # another one with every refresh: the page knows when they stop
    }


def draw(view: WallView, url: WallUrlState, on_back: Callable[[], None], notice: str = "") -> None:
    """Draw the line, and a notice below it if there is one; the way back calls `on_back`."""
    catalogue = view.catalogue

    def sent_value(name: str) -> str:
        return str(st.session_state[KEY].get(name) or "")

    data = {
        "place": place_data(view),
        "scene": carousel.carousel_data(view, url),
        "status": status_data(view.board, datetime.now(CHINA) - timedelta(seconds=view.error_age or 0)),
        "notice": notice,
    }
    _render(
        key=KEY,
        data=json_bytes(data),
        on_back_change=on_back,
        on_scene_change=lambda: carousel.show_scene(sent_value("scene"), catalogue),
        on_turning_change=lambda: carousel.set_turning(sent_value("turning")),
    )


def draw_stale_note(text: str) -> None:
    """Say in the page that the picture is not fresh."""
    with st.container(key="stale"):
        st.markdown(english.translate(text))
