"""Everything the chief's board shows, asked at once; the last good answer stands when a new one cannot be had."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from core.access.viewer import Scope
from core.catalogue.model import Catalogue
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Board
from core.store.sqlite import StoreError
from core.store.units import UnitRef
from dashboards.i18n import words
from dashboards.pages.chief.url_state import WallUrlState
from dashboards.queries import boards, database, session
from dashboards.server.log_once import LogOnce

_KEPT = 32
_troubles = LogOnce(logging.getLogger(__name__))


@dataclass(frozen=True)
class WallView:
    """One answer. `error_age` is how many seconds old it is, where no newer could be had."""

    catalogue: Catalogue
    board: Board
    unit: UnitRef
    scene: str
    error_age: float | None = None


BOARD = WallUrlState()
_last: OrderedDict[tuple[Path, Scope, str, int | None, WallUrlState], tuple[float, WallView]] = OrderedDict()


def _ask(period: str, unit: int | None, wanted: WallUrlState) -> WallView:
    catalogue = database.catalogue()
    board = boards.board(period, wanted.tile_kpis(catalogue), in_turn=wanted.carousel_family(catalogue))
    shown = next((one for one in board.units if one.id == unit), board.units[0])
    return WallView(catalogue, board, shown, wanted.scene_id(catalogue))


def latest(period: str, unit: int | None, wanted: WallUrlState = BOARD) -> WallView | str:
    """The newest answer there is, if need be the last of another scene; if there has never been one, why not."""
    key = (database.shown_path(), session.scope(), period, unit, wanted)
    try:
        view = _ask(period, unit, wanted)
    except Exception as error:  # whatever it is, the wall goes on with the last good answer and says how old it is
        good = next((one for one in (key, *reversed(_last)) if one in _last and one[:4] == key[:4]), None)
        if good is None and isinstance(error, (StoreError, PeriodError)):
            return str(error)
        _troubles.failed(key, "board", error)
        if good is None:
            return words.CANNOT_READ
        at, view = _last[good]
        return replace(view, error_age=max(0.0, time.time() - at))  # a clock that was set back makes nothing younger
    _troubles.recovered(key, "board")
    _last[key] = (time.time(), view)
    _last.move_to_end(key)
    while len(_last) > _KEPT:
        _last.popitem(last=False)
    return view
