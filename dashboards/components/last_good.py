"""A panel of the wall that fails keeps its last good picture and says since when, while the others go on."""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

import streamlit as st

from core.access.viewer import AccessRefused
from core.metrics.types import Board
from core.time.days import CHINA
from dashboards.i18n import words
from dashboards.i18n.words.verdicts import LATE
from dashboards.queries import session
from dashboards.server.engine_pool import known
from dashboards.server.log_once import ToldOnce

KEPT = 96  # pictures, of some ten to fifty kilobytes each
STOPPED = "stopped"
_troubles = ToldOnce(logging.getLogger(__name__))
Render = Callable[..., Any]


@dataclass(frozen=True)
class Picture:
    """What a panel was drawn with, and when (epoch seconds)."""

    render: Render
    options: dict[str, Any]
    at: float

    def stopped(self) -> dict[str, Any]:
        """The same with the mark that it stands still."""
        packed = isinstance(self.options["data"], bytes)
        shown = json.loads(self.options["data"]) if packed else dict(self.options["data"])
        shown[STOPPED] = words.PANEL_STOPPED.format(at=datetime.fromtimestamp(self.at, CHINA))
        return {**self.options, "data": json.dumps(shown, ensure_ascii=False).encode() if packed else shown}


class Pictures:
    """The last good pictures, the newest last; those longest unseen go first."""

    def __init__(self, most: int = KEPT) -> None:
        self._lock = Lock()
        self._most = most
        self._kept: OrderedDict[Hashable, Picture] = OrderedDict()

    def keep(self, question: Hashable, picture: Picture) -> None:
        """Keeps one."""
        with self._lock:
            self._kept[question] = picture
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def last(self, question: Hashable) -> Picture | None:
        """The last good one."""
        with self._lock:
            return self._kept.get(question)

    def __len__(self) -> int:
        return len(self._kept)


PICTURES = Pictures()
_drawing: ContextVar[list[Picture] | None] = ContextVar("drawing", default=None)


def noted(render: Render) -> Render:
    """A component's renderer that leaves what it drew with the panel that is being drawn."""

    def draw(**options: Any) -> Any:
        result = render(**options)
        drawn = _drawing.get()
        if drawn is not None and "data" in options:
            drawn.append(Picture(render, options, time.time()))
        return result

    return draw


def draw(name: str, panel: Callable[[], None]) -> None:
    """Draws a panel of one component. If that fails, its last good picture for the same address and scope."""
    question = (name, known().identity, session.scope(), tuple(sorted(st.query_params.to_dict().items())))
    drawn: list[Picture] = []
    token = _drawing.set(drawn)
    try:
        panel()
    except AccessRefused:
        raise
    except Exception as error:  # whatever it is: one panel must not take the wall down
        _troubles.failed(question, f"panel {name}", error)
        if not drawn:
            _draw_last(name, PICTURES.last(question))
        return
    finally:
        _drawing.reset(token)
    _troubles.fine(question, f"panel {name}")
    if drawn:
        PICTURES.keep(question, drawn[-1])


def _draw_last(name: str, picture: Picture | None) -> None:
    if picture is None:
        with st.container(key=name):
            st.text(words.PANEL_EMPTY)
    else:
        picture.render(**picture.stopped())


def age(board: Board, kpi: str) -> dict[str, str]:
    """How far the data of a panel reach; `late` says since when its source has brought nothing."""
    last = board.late_kpis.get(kpi, board.board_of(kpi).as_of)
    return {"text": words.PANEL_AS_OF.format(last=last), "late": late(board, kpi)}


def late(board: Board, kpi: str) -> str:
    """Since when the source of a KPI has brought nothing; empty of one that is on time."""
    last: date | None = board.late_kpis.get(kpi)
    return "" if last is None else words.PANEL_LATE.format(last=last, days=(board.as_of - last).days)


def short_late(board: Board, kpi: str) -> str:
    """The same where there is little room, with its shape."""
    last = board.late_kpis.get(kpi)
    return "" if last is None else f"{LATE} {words.PANEL_AS_OF.format(last=last)}"
