"""Everything the chief's board shows, asked at once; the last good answer stands when a new one cannot be had."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from core.access.viewer import Scope
from core.catalogue.model import Catalogue
from core.engine.answers import Board, Share
from core.engine.period import PeriodError
from core.store.sqlite import StoreError
from core.store.units import UnitRef
from dashboards import data, words

_KEPT = 32
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """One answer. `error_age` is how many seconds old it is, where no newer could be had.

    The composition is empty where no panel shows it.
    """

    catalogue: Catalogue
    board: Board
    unit: UnitRef
    composition: tuple[Share, ...]
    hours: list[list[int]]
    error_age: float | None = None


_last: OrderedDict[tuple[Path, Scope, str, int, bool], tuple[float, View]] = OrderedDict()


def _ask(period: str, unit: int, classes: bool) -> View:
    catalogue, board = data.catalogue(), data.board(period)
    yoy = board.changes[board.kpis[0], board.units[0].id, "yoy"]
    return View(
        catalogue,
        board,
        data.units().units[unit],
        data.composition(unit, board.period, yoy.base, board.as_of) if classes else (),
        data.hours(unit, board.period),
    )


def latest(period: str, unit: int, *, classes: bool = False) -> View | str:
    """The newest answer there is; if there has never been one, why not (Chinese). With `classes` the composition."""
    key = (data.path(), data.scope(), period, unit, classes)
    try:
        view = _ask(period, unit, classes)
    except Exception as error:  # whatever it is, the wall goes on with the last good answer and says how old it is
        if key not in _last and isinstance(error, (StoreError, PeriodError)):
            return str(error)
        _log.exception("the board could not be read")
        if key not in _last:
            return words.CANNOT_READ
        at, view = _last[key]
        return replace(view, error_age=time.time() - at)
    _last[key] = (time.time(), view)
    _last.move_to_end(key)
    while len(_last) > _KEPT:
        _last.popitem(last=False)
    return view
