"""The database that this process shows: one engine per file, shared by every session.

A file that was put in another's place is opened anew; a file that is gone is said to be gone, though the connection
to it would still answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import RLock

from core.engine import Engine
from core.store.sqlite import StoreError
from core.store.store import open_store
from dashboards.settings import DB_VARIABLE

Identity = tuple[int, int]
LONGEST = 10.0  # seconds a question may take before it is given up: the wall's refresh is every five
KEPT = 4  # databases open at a time


@dataclass(frozen=True)
class Opened:
    """An open database. `identity` tells the file from another that takes its name later."""

    engine: Engine
    bureau: str
    demo: bool
    identity: Identity


@dataclass
class _Shown:
    """The database shown (the trainer's page may change it), and those open, the newest last."""

    path: Path | None = None
    open: dict[Path, Opened] = field(default_factory=dict)


_shown = _Shown()
_opening = RLock()
_held: ContextVar[Opened | None] = ContextVar("held", default=None)


def served() -> Path:
    """The database that the server was started with, whose accounts open it."""
    return _path(os.environ[DB_VARIABLE])


@lru_cache(maxsize=1)  # asked for at every question, and to make a path of a text costs as much as the rest of it
def _path(text: str) -> Path:
    return Path(text)


def path() -> Path:
    """The database shown."""
    return _shown.path or served()


def show(new: Path) -> None:
    """Shows another database from now on, in every session of this process."""
    with _opening:
        _open(new)  # raises if it cannot be opened, before anything is switched
        _shown.path = new


def opened() -> Opened:
    """The database shown, open. Raises StoreError (Chinese) if it is not there, or no database of ours."""
    if (held := _held.get()) is not None:
        return held
    with _opening:  # sessions that come together open it once
        return _open(path())


@contextmanager
def one_file() -> Iterator[None]:
    """What is asked within is asked of one file, looked for once. If it is not there, every question finds that out."""
    try:
        found = opened()
    except StoreError:
        found = None
    token = _held.set(found)
    try:
        yield
    finally:
        _held.reset(token)


def known() -> Opened:
    """The database shown, or what it was when it could last be opened: who may look does not hang on the file."""
    try:
        return opened()
    except StoreError:
        if (found := _shown.open.get(path())) is None:
            raise
        return found


def _open(file: Path) -> Opened:
    now = identity(file)
    found = _shown.open.get(file)
    if found is None or found.identity != now:
        store = open_store(file, read_only=True)
        found = Opened(Engine(store, max_seconds=LONGEST), store.bureau, store.demo, now)
        _shown.open.pop(file, None)
        _shown.open[file] = found
        for old in list(_shown.open)[:-KEPT]:
            del _shown.open[old]
    return found


def identity(file: Path) -> Identity:
    """What tells a file from another that takes its name later. Raises StoreError (Chinese) if it is not there."""
    try:
        stat = file.stat()
    except OSError as error:
        raise StoreError(f"找不到数据库：{file}") from error
    return stat.st_dev, stat.st_ino  # while we hold the old file open, no other file gets its number
