"""Last good pictures: a panel of the wall that fails keeps its own and says since when, while the others go on."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple

import streamlit as st

from core.access.viewer import AccessRefused, Scope
from core.lru import LruDict
from core.time.days import CHINA
from dashboards.components import choices, panel_feed
from dashboards.i18n import words
from dashboards.queries import session
from dashboards.registry import Choice
from dashboards.server.log_once import LogOnce
from dashboards.server.shown_database import last_known_database

MAX_PICTURES = 96  # of some ten to fifty kilobytes each
STOPPED = "stopped"
_troubles = LogOnce(logging.getLogger(__name__))
Render = Callable[..., Any]


class PictureKey(NamedTuple):
    """A panel of a database, as a scope sees it at an address, and over the period that an address may leave out."""

    panel: str
    database: int
    scope: Scope
    address: tuple[tuple[str, str], ...]
    period: str


@dataclass(frozen=True)
class Picture:
    """The renderer and options that a panel was drawn with, and when (epoch seconds)."""

    render: Render
    options: dict[str, Any]
    drawn_at: float

    def as_stopped(self) -> dict[str, Any]:
        """Return the options with the mark that the panel stands still."""
        is_packed = isinstance(self.options["data"], bytes)
        data = json.loads(self.options["data"]) if is_packed else dict(self.options["data"])
        data[STOPPED] = words.PANEL_STOPPED.format(at=datetime.fromtimestamp(self.drawn_at, CHINA))
        return {**self.options, "data": json.dumps(data, ensure_ascii=False).encode() if is_packed else data}


_pictures: LruDict[PictureKey, Picture] = LruDict(MAX_PICTURES)
_lock = Lock()
_drawing: ContextVar[list[Picture] | None] = ContextVar("drawing", default=None)


def recorded(render: Render) -> Render:
    """Wrap a component's renderer: the panel that is being drawn records what it drew."""

    def draw(**options: Any) -> Any:
        result = render(**options)
        pictures = _drawing.get()
        if pictures is not None and "data" in options:
            pictures.append(Picture(render, options, time.time()))
        return result

    return draw


def draw_panel(name: str, panel: Callable[[], None]) -> None:
    """Draw a panel of one component. If that fails, draw its last good picture for the same address and scope."""
    address = tuple(sorted(st.query_params.to_dict().items()))
    key = PictureKey(name, last_known_database().identity, session.scope(), address, choices.kept(Choice.PERIOD))
    pictures: list[Picture] = []
    token = _drawing.set(pictures)
    try:
        panel()
    except AccessRefused:
        raise
    except Exception as error:  # whatever it is: one panel must not take the wall down
        _troubles.failed(key, f"panel {name}", error)
        panel_feed.note_failure()
        if not pictures:
            _draw_last(key)
        return
    finally:
        _drawing.reset(token)
    _troubles.recovered(key, f"panel {name}")
    if pictures:
        with _lock:
            _pictures[key] = pictures[-1]


def _draw_last(key: PictureKey) -> None:
    with _lock:
        picture = _pictures.get(key)
    if picture is None:
        with st.container(key=key.panel):
            st.text(words.PANEL_EMPTY)
    else:
        picture.render(**picture.as_stopped())
