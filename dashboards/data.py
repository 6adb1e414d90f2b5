"""What the pages ask the engine, remembered until the data change.

One engine per database file, shared by every session of the process. The lock is there so that sessions that
refresh together compute an answer once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import ParamSpec, TypeVar

from core.catalogue.model import Catalogue
from core.engine.answers import Board, DueDispute, Explanation, OfficerFigure, Share, Window
from core.engine.engine import Engine
from core.store.store import open_store
from core.store.units import UnitTree
from dashboards.serve import DB_VARIABLE

_LOCK = RLock()
P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class _Shown:
    """The database that this process shows; the trainer's page may change it."""

    path: Path | None = None


_shown = _Shown()


def _locked(function: Callable[P, T]) -> Callable[P, T]:
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with _LOCK:
            return function(*args, **kwargs)

    return run


def path() -> Path:
    """The database shown."""
    return _shown.path or Path(os.environ[DB_VARIABLE])


def show(new: Path) -> None:
    """Shows another database from now on, in every session of this process."""
    _open(new)  # raises if it cannot be opened, before anything is switched
    _shown.path = new


@dataclass(frozen=True)
class _Opened:
    engine: Engine
    bureau: str
    demo: bool


@_locked
@lru_cache(maxsize=4)
def _open(file: Path) -> _Opened:
    store = open_store(file, read_only=True)
    return _Opened(Engine(store), store.bureau, store.demo)


def _engine() -> Engine:
    return _open(path()).engine


def bureau() -> str:
    """The bureau's name."""
    return _open(path()).bureau


def is_demo() -> bool:
    """Whether the data are generated."""
    return _open(path()).demo


def catalogue() -> Catalogue:
    """What is measured, with the bureau's own changes."""
    return _engine().catalogue


def units() -> UnitTree:
    """All the units."""
    return _engine().units


def data_version() -> int:
    """Rises with every write."""
    return _engine().data_version()


def as_of() -> date:
    """The last complete day of the board's sources."""
    return _engine().as_of()


@_locked
@lru_cache(maxsize=64)
def _board(file: Path, _version: int, period: str, kpis: tuple[str, ...] | None, whole_only: bool) -> Board:
    engine = _open(file).engine
    fixed = _last_month(engine.as_of(kpis)) if period == "last_month" else period
    if whole_only:
        return engine.board(period=fixed, kpis=kpis, units=[], months=1)
    return engine.board(period=fixed, kpis=kpis)


def board(period: str, kpis: tuple[str, ...] | None = None, *, whole_only: bool = False) -> Board:
    """The bureau and all its stations over a period; without `kpis`, those of the twelve tiles.

    With `whole_only` the bureau alone, without the months behind it.
    """
    return _board(path(), data_version(), period, kpis, whole_only)


def _last_month(as_of: date) -> str:
    return (as_of.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


@_locked
@lru_cache(maxsize=256)
def _composition(file: Path, _version: int, unit: int, window: Window, base: Window, as_of: date) -> tuple[Share, ...]:
    return tuple(_open(file).engine.composition(unit, window, base, as_of))


def composition(unit: int, window: Window, base: Window, as_of: date) -> tuple[Share, ...]:
    """The alert classes of a unit, with the base period's."""
    return _composition(path(), data_version(), unit, window, base, as_of)


@_locked
@lru_cache(maxsize=256)
def _hours(file: Path, _version: int, unit: int, window: Window) -> list[list[int]]:
    return _open(file).engine.hours(unit, window)


def hours(unit: int, window: Window) -> list[list[int]]:
    """Valid alerts by weekday (Monday first) and hour."""
    return _hours(path(), data_version(), unit, window)


def explain(kpi: str, unit: int, shown: Board) -> Explanation:
    """Definition, numerator and denominator, source, freshness and version of a figure on a board."""
    return _engine().explain(kpi, unit, shown)


def officers(as_of: date) -> list[tuple[str, str, str]]:
    """The officers serving on a day: number, name, unit."""
    return _engine().officers(as_of)


def officer_figures(officer: str, window: Window) -> list[OfficerFigure]:
    """An officer's own figures."""
    return _engine().officer_figures(officer, window)


def due_disputes(officer: str, as_of: date) -> list[DueDispute]:
    """The open disputes that an officer answers for."""
    return _engine().due_disputes(officer, as_of)
