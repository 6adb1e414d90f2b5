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
from core.time.days import CHINA
from dashboards.components import panel_feed
from dashboards.components.base import component
from dashboards.queries import background, database, session, signals
from dashboards.queries.database import DataVersion

KEY = "feed"
MAX_FEEDS = 64  # of some fifty kilobytes each
LONGEST_SHARED = 30.0  # seconds; then they are made anew, and what is computed behind the screens is asked again
_render = component(__file__, panel_feed.SCRIPT)


class FeedKey(NamedTuple):
    """All that the panels' data depend on."""

    database: Path
    version: DataVersion
    scope: Scope
    address: tuple[tuple[str, str], ...]
    choices: tuple[str | None, ...]
    results: int
    steps: tuple[str | int | None, int]
    today: date


class _SharedFeed(NamedTuple):
    """Data of panels, and when they were made (monotonic seconds)."""

    made_at: float
    panels: dict[str, bytes]


_feeds: LruDict[FeedKey, _SharedFeed] = LruDict(MAX_FEEDS)
_lock = RLock()


def key_of(*choices: str | None) -> FeedKey:
    """Return the key of what this wall shows; `choices` are those that are not in its address."""
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


def panels(key: FeedKey, draw: Callable[[], None]) -> dict[str, bytes]:
    """Return the data of the panels that `draw` would draw; of one key made once, and by one wall at a time.

    Where a panel fails nothing is shared: the next wall tries again.
    """
    with _lock:
        shared = _feeds.use(key)
        if shared is not None and time.monotonic() - shared.made_at < LONGEST_SHARED:
            return shared.panels
        with panel_feed.noted_panels(draws=False) as noted:
            draw()
        if noted.is_whole:
            _feeds[key] = _SharedFeed(time.monotonic(), noted.panels)
        return noted.panels


def send(data: dict[str, bytes]) -> None:
    """Send the data to the panels that stand on the page."""
    _render(key=KEY, data=panel_feed.pack(data))
