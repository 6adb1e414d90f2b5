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

FileIdentity = tuple[int, int]
QUERY_TIME_LIMIT = 10.0  # seconds a question may take before it is given up: the wall's refresh is every five
MAX_OPEN = 4  # databases open at a time


@dataclass(frozen=True)
class OpenDatabase:
    """An open database. `identity` tells the file from another that takes its name later."""

    engine: Engine
    bureau: str
    demo: bool
    identity: FileIdentity


@dataclass
class _Pool:
    """The database shown (the trainer's page may change it), and those open, the newest last."""

    path: Path | None = None
    open: dict[Path, OpenDatabase] = field(default_factory=dict)


_pool = _Pool()
_pool_lock = RLock()
_pinned: ContextVar[OpenDatabase | None] = ContextVar("held", default=None)


def served_path() -> Path:
    """The database that the server was started with, whose accounts open it."""
    return _path(os.environ[DB_VARIABLE])


@lru_cache(maxsize=1)  # asked for at every question, and to make a path of a text costs as much as the rest of it
def _path(text: str) -> Path:
    return Path(text)


def shown_path() -> Path:
    """The database shown."""
    return _pool.path or served_path()


def show_database(new: Path) -> None:
    """Shows another database from now on, in every session of this process."""
    with _pool_lock:
        _open(new)  # raises if it cannot be opened, before anything is switched
        _pool.path = new


def current_database() -> OpenDatabase:
    """The database shown, open. Raises StoreError (Chinese) if it is not there, or no database of ours."""
    if (held := _pinned.get()) is not None:
        return held
    with _pool_lock:  # sessions that come together open it once
        return _open(shown_path())


@contextmanager
def pinned_database() -> Iterator[None]:
    """What is asked within is asked of one file, looked for once. If it is not there, every question finds that out."""
    try:
        found = current_database()
    except StoreError:
        found = None
    token = _pinned.set(found)
    try:
        yield
    finally:
        _pinned.reset(token)


def last_known_database() -> OpenDatabase:
    """The database shown, or what it was when it could last be opened: who may look does not hang on the file."""
    try:
        return current_database()
    except StoreError:
        if (found := _pool.open.get(shown_path())) is None:
            raise
        return found


def _open(file: Path) -> OpenDatabase:
    now = file_identity(file)
    found = _pool.open.get(file)
    if found is None or found.identity != now:
        store = open_store(file, read_only=True)
        found = OpenDatabase(Engine(store, max_seconds=QUERY_TIME_LIMIT), store.bureau, store.demo, now)
        _pool.open.pop(file, None)
        _pool.open[file] = found
        for old in list(_pool.open)[:-MAX_OPEN]:
            del _pool.open[old]
    return found


def file_identity(file: Path) -> FileIdentity:
    """What tells a file from another that takes its name later. Raises StoreError (Chinese) if it is not there."""
    try:
        stat = file.stat()
    except OSError as error:
        raise StoreError(f"找不到数据库：{file}") from error
    return stat.st_dev, stat.st_ino  # while we hold the old file open, no other file gets its number
