"""The wall's feed: what its panels show, made once for all walls that show the same, and sent as one element.

A wall asks every few seconds. Nothing that its panels show changes without another version of the data, another result
from behind the screens, another step about a signal or an instruction, another day, another address or viewer's scope:
as long as all these are the same, so are the data of the panels, and any wall takes those that another has asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import NamedTuple

import streamlit as st

from core.access.viewer import Scope
from core.lru import LruDict
from core.store.sqlite import StoreError
from core.time.days import CHINA
from dashboards.components import panel_feed
from dashboards.components.base import feed_component
from dashboards.pages.chief.snapshot import WallView
from dashboards.queries import background, database, session, signals
from dashboards.queries.database import DataVersion

KEY = "feed"
MAX_CONTENTS = 64  # of some fifty kilobytes each
LONGEST_SHARED = 30.0  # seconds; then they are made anew, and what is computed behind the screens is asked again
_render = feed_component(__file__)


Choices = tuple[str | None, ...]  # what a wall has chosen that its address does not say


class FeedKey(NamedTuple):
    """All that the panels' data depend on."""

    database: Path
    version: DataVersion
    scope: Scope
    address: tuple[tuple[str, str], ...]
    choices: Choices
    results: int
    steps: tuple[str | int | None, int]
    today: date


class Content(NamedTuple):
    """Content of a wall below its header: the answer it is drawn from, its panels' data, and a line on its choices.

    `is_whole` is False where something could not be had anew: nobody else is to take it.
    """

    view: WallView | str
    panels: dict[str, bytes]
    notice: str = ""
    is_whole: bool = True


class _SharedContent(NamedTuple):
    """Content, and when it was made (monotonic seconds)."""

    made_at: float
    content: Content


class SharedContents:
    """Contents by key, of one data version at a time. Walls that ask together have it made once."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._version: DataVersion | None = None
        self._contents: LruDict[FeedKey, _SharedContent] = LruDict(MAX_CONTENTS)

    def get_or_make(self, key: FeedKey, make: Callable[[], Content]) -> Content:
        """Return the content of a key; make it if it is not there, or has been there for long."""
        with self._lock:
            if key.version != self._version:
                self._version, self._contents = key.version, LruDict(MAX_CONTENTS)
            shared = self._contents.use(key)
            if shared is not None and time.monotonic() - shared.made_at < LONGEST_SHARED:
                return shared.content
            content = make()
            if content.is_whole:
                self._contents[key] = _SharedContent(time.monotonic(), content)
            return content


_contents = SharedContents()


def key_of(choices: Choices) -> FeedKey:
    """Return the key of what this wall shows. Raises StoreError where the file cannot be read."""
    return FeedKey(
        database.shown_path(),
        database.version(),
        session.scope(),
        tuple(sorted(st.query_params.to_dict().items())),
        choices,
        background.BACKGROUND.results(),
        signals.steps_taken(),
        datetime.now(CHINA).date(),
    )


def content(choices: Choices, make: Callable[[], Content]) -> Content:
    """Return what this wall shows, made by it or by another; by itself where the file cannot be read."""
    try:
        key = key_of(choices)
    except StoreError:
        return make()
    return _contents.get_or_make(key, make)


def send(data: dict[str, bytes]) -> None:
    """Send the data to the panels that stand on the page."""
    _render(key=KEY, data=panel_feed.pack(data))
