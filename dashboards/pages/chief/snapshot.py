"""Everything the chief's board shows, asked at once; the last good answer stands when a new one cannot be had."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from core.access.viewer import Scope
from core.catalogue.model import Catalogue
from core.lru import LruDict
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Board
from core.store.sqlite import StoreError
from core.store.units import UnitRef
from dashboards.components import period_picker
from dashboards.i18n import words
from dashboards.pages.chief.url_state import WallUrlState
from dashboards.queries import boards, database, session
from dashboards.server.log_once import LogOnce

_MAX_VIEWS = 32
_troubles = LogOnce(logging.getLogger(__name__))


@dataclass(frozen=True)
class WallView:
    """One answer; of the whole bureau, or of a county that is `opened` to see its stations.

    `error_age` is how many seconds old it is, where no newer could be had.
    """

    catalogue: Catalogue
    board: Board
    unit: UnitRef
    scene: str
    opened: int | None = None
    error_age: float | None = None


class ViewQuestion(NamedTuple):
    """The part of a view's key that another scene may answer: database, scope, period and unit."""

    database: Path
    scope: Scope
    period: str
    unit: int | None


class ViewKey(NamedTuple):
    """A question, and the scenes of the wall that asks it."""

    question: ViewQuestion
    url: WallUrlState


class GoodView(NamedTuple):
    """A good answer, and when it came (epoch seconds)."""

    answered_at: float
    view: WallView


BOARD = WallUrlState()
_good_views: LruDict[ViewKey, GoodView] = LruDict(_MAX_VIEWS)
_lock = Lock()


def latest(period: str, unit: int | None, url: WallUrlState = BOARD) -> WallView | str:
    """Return the newest answer, if need be the last of another scene; if there has never been one, the reason."""
    key = ViewKey(ViewQuestion(database.shown_path(), session.scope(), period, unit), url)
    try:
        view = _query(period, unit, url)
    except Exception as error:  # whatever it is, the wall goes on with the last good answer and says how old it is
        good_view = _last_good(key)
        if good_view is None and isinstance(error, (StoreError, PeriodError)):
            return str(error)
        _troubles.failed(key, "board", error)
        if good_view is None:
            return words.CANNOT_READ
        age = max(0.0, time.time() - good_view.answered_at)  # a clock that was set back makes nothing younger
        return replace(good_view.view, error_age=age)
    _troubles.recovered(key, "board")
    with _lock:
        for other in [other for other in _good_views if other.question.database != key.question.database]:
            del _good_views[other]  # a board that is shown no more, with all that it has in memory
        _good_views[key] = GoodView(time.time(), view)
    return view


def _query(period: str, unit: int | None, url: WallUrlState) -> WallView:
    catalogue = database.catalogue()
    opened = boards.opened(unit)
    board = boards.board(period, url.tile_kpis(catalogue), unit=opened)
    shown_unit = next((candidate for candidate in board.units if candidate.id == unit), board.units[0])
    return WallView(catalogue, board, shown_unit, url.scene_id(catalogue), opened)


def own_board(view: WallView, opened: int | None = None) -> Board:
    """Return the board of the bureau's own tiles, whatever the scene shows: the strip is of it.

    With `opened` it is that of a county, of which the departures on the map are.
    """
    if view.board.kpis == tuple(view.catalogue.board) and view.opened == opened:
        return view.board
    return boards.board(period_picker.current(), unit=opened)


def _last_good(key: ViewKey) -> GoodView | None:
    """Return the last good answer to the key, or else the newest to the same question of another scene."""
    with _lock:
        if key in _good_views:
            return _good_views[key]
        others = (other for other in reversed(_good_views) if other.question == key.question)
        newest = next(others, None)
        return None if newest is None else _good_views[newest]
