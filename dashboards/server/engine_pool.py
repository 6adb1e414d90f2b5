"""The database that this process shows: one engine per file, shared by every session.

A file that was put in another's place, by renaming or by copying, is opened anew, never through the other's log; a file
that is gone raises an error, though the connection to it would still answer.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from core.engine import Engine
from core.lru import LruDict
from core.store.file_identity import FileWatch, ForeignLog
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.state.watch import watch_of
from dashboards.settings import DB_VARIABLE

_log = logging.getLogger(__name__)
QUERY_TIME_LIMIT = 10.0  # seconds, then a query is given up: the wall refreshes every five
MAX_OPEN = 4  # databases open at a time


@dataclass(frozen=True)
class OpenDatabase:
    """An open database. Its `watch` tells the file from another that takes its name later."""

    engine: Engine
    bureau: str
    demo: bool
    watch: FileWatch

    @property
    def identity(self) -> int:
        """A number that no other file gets."""
        return self.watch.identity


@dataclass
class _Pool:
    """The database shown (the trainer's page may change it), and those that are open."""

    path: Path | None = None
    open: LruDict[Path, OpenDatabase] = field(default_factory=lambda: LruDict(MAX_OPEN))


_pool = _Pool()
_pool_lock = RLock()
_pinned: ContextVar[OpenDatabase | None] = ContextVar("pinned", default=None)
_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)
T = TypeVar("T")


def served_path() -> Path:
    """Return the database that the server was started with, whose accounts open it."""
    return _path(os.environ[DB_VARIABLE])


@lru_cache(maxsize=1)  # called at every query, and making a Path costs as much as all else in it
def _path(text: str) -> Path:
    return Path(text)


def shown_path() -> Path:
    """Return the file of the database shown."""
    return _pool.path or served_path()


def show_database(path: Path) -> None:
    """Show another database from now on, in every session of this process."""
    with _pool_lock:
        _open(path)  # raises if it cannot be opened, before anything is switched
        _pool.path = path


def current_database() -> OpenDatabase:
    """Return the database shown, open. Raises StoreError (Chinese) if it is not there, or no database of ours."""
    if (pinned := _pinned.get()) is not None:
        return pinned
    with _pool_lock:  # sessions that come together open it once
        return _open(shown_path())


@contextmanager
def pinned_database() -> Iterator[None]:
    """Pin one open database for the block. If the file is not there, every query in the block raises StoreError."""
    try:
        database = current_database()
    except StoreError:
        database = None
    token, kept_token = _pinned.set(database), _kept.set({})
    try:
        yield
    finally:
        _pinned.reset(token)
        _kept.reset(kept_token)


def once_while_pinned(question: str, ask: Callable[[], T]) -> T:
    """Return the answer to a question, asked once inside a pinned block and each time outside of one.

    A drawing of a dozen panels asks dozens of times for the version of the data. What is written meanwhile may be in
    some of them already, and is in all of them at the next drawing.
    """
    answers = _kept.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: T = answers[question]
    return answer


def last_known_database() -> OpenDatabase:
    """Return the database shown, or as it was when last opened: access does not depend on the file."""
    try:
        return current_database()
    except StoreError:
        if (database := _pool.open.get(shown_path())) is None:
            raise
        return database


def _open(file: Path) -> OpenDatabase:
    before = _pool.open.get(file)
    if before is not None and before.watch.is_same():
        return before
    watch = watch_of(file)
    try:
        store = open_store(file, read_only=True)
    except ForeignLog:
        if before is None or not before.watch.set_log_aside():
            raise
        _log.warning("%s was replaced by another file; the log of the old one was put aside", file)
        store = open_store(file, read_only=True)
    watch.note_log()
    database = OpenDatabase(Engine(store, max_seconds=QUERY_TIME_LIMIT), store.bureau, store.demo, watch)
    _pool.open[file] = database
    if before is not None:
        before.engine.close()
    return database
