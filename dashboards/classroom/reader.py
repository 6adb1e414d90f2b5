"""Reads classes from the served database by one kept connection, and writes by a new one each time, one after another.

Every telephone asks every few seconds; opening a connection costs more than all else in such an answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from core.store.file_identity import FileWatch
from core.store.sqlite import StoreError, connect, sqlite3
from dashboards.server.shown_database import served_path

if TYPE_CHECKING:
    from sqlite3 import Connection

SWEEP_SECONDS = 60  # between two looks for classes whose names are to be erased
_log = logging.getLogger(__name__)
T = TypeVar("T")


def now() -> int:
    """Return the time, in epoch seconds."""
    return int(time.time())


class ClassFile:
    """The served database as far as classes are concerned. A file that takes its name is opened anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reading_lock, self._writing_lock = RLock(), RLock()
        self._watch = FileWatch(path)
        self._connection = connect(path, read_only=True)
        try:
            self.is_demo = self.read(_is_demo)
        except StoreError:
            self._connection.close()
            raise

    def is_same(self) -> bool:
        """Return True while the file is the one that was opened. Raises StoreError (Chinese) if it is gone."""
        return self._watch.is_same()

    def read(self, ask: Callable[[Connection], T]) -> T:
        """Return an answer of the database. Raises StoreError (Chinese) if it cannot be read."""
        with self._reading_lock:
            try:
                return ask(self._connection)
            except sqlite3.Error as error:
                raise StoreError(f"课堂暂时读不出来：{error}") from error

    def write(self, act: Callable[[Connection], T]) -> T:
        """Do something that writes; what it returns is on the disk. Raises StoreError (Chinese) if it could not."""
        with self._writing_lock:
            connection = connect(self._path, read_only=False)
            try:
                return act(connection)
            except sqlite3.Error as error:
                raise StoreError(f"课堂暂时写不进去：{error}") from error
            finally:
                connection.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._reading_lock:
            self._connection.close()


def _is_demo(connection: Connection) -> bool:
    return bool(connection.execute("SELECT value FROM meta WHERE key = 'demo'").fetchone() == (1,))


class _Current:
    """The file in use, and when it was last looked through."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._path: Path | None = None
        self._file: ClassFile | None = None
        self._swept_at: float | None = None

    def get(self, path: Path) -> ClassFile:
        """Return the classes of a file, opened anew if it is not the same."""
        with self._lock:
            if self._file is None or self._path != path or not self._file.is_same():
                before, self._file = self._file, ClassFile(path)
                self._path, self._swept_at = path, None
                if before is not None:
                    before.close()
            return self._file

    def is_sweep_due(self) -> bool:
        """Return True if the last look through the file is a minute ago, or there was none."""
        with self._lock:
            return self._swept_at is None or time.monotonic() - self._swept_at >= SWEEP_SECONDS

    def is_to_be_swept(self) -> bool:
        """Return True once a minute."""
        with self._lock:
            if not self.is_sweep_due():
                return False
            self._swept_at = time.monotonic()
            return True


_current = _Current()


def is_sweep_due() -> bool:
    """Return True if the next look at the classes may write, since names may have to go: it is no matter of moments."""
    return _current.is_sweep_due()


def class_file() -> ClassFile:
    """Return the classes of the served database. Raises StoreError (Chinese) if it cannot be opened."""
    file = _current.get(served_path())
    if file.is_demo and _current.is_to_be_swept():
        try:
            _erase_overdue(file)
        except StoreError as error:  # such as a full disk: whoever looks need not suffer for it
            _log.warning("names and answers whose day has come are not erased yet: %s", error)
    return file


def _erase_overdue(file: ClassFile) -> None:
    from seed.classes import erase  # here, because most servers never have a class

    if file.read(lambda connection: erase.any_overdue(connection, now())):
        erased = file.write(lambda connection: erase.erase_overdue(connection, now()))
        _log.info("names and answers erased of %d classes whose day had come", len(erased))
    elif file.read(lambda connection: erase.has_erased_lately(connection, now())):
        file.write(_empty_log)


def _empty_log(connection: Connection) -> None:
    from seed.classes.erase import empty_log

    connection.execute("PRAGMA busy_timeout = 0")  # answers do not wait for it; it is tried again
    empty_log(connection)
