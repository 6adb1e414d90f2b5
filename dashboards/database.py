"""The database that this process shows: one engine per file, shared by every session."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock

from core.engine.engine import Engine
from core.store.store import open_store
from dashboards.serve import DB_VARIABLE


@dataclass
class _Shown:
    """The database shown; the trainer's page may change it."""

    path: Path | None = None


@dataclass(frozen=True)
class Opened:
    """An open database."""

    engine: Engine
    bureau: str
    demo: bool


_shown = _Shown()
_opening = RLock()


def path() -> Path:
    """The database shown."""
    return _shown.path or Path(os.environ[DB_VARIABLE])


def show(new: Path) -> None:
    """Shows another database from now on, in every session of this process."""
    _open(new)  # raises if it cannot be opened, before anything is switched
    _shown.path = new


def opened() -> Opened:
    """The database shown, open."""
    with _opening:  # sessions that come together open it once
        return _open(path())


@lru_cache(maxsize=4)
def _open(file: Path) -> Opened:
    store = open_store(file, read_only=True)
    return Opened(Engine(store), store.bureau, store.demo)
