"""A file of results that take long to work out, kept so that a restart need not work them out again.

Nothing rests on it: it can be deleted at any time, and a result is found only by all that it was worked out from. A
database that is encrypted has an encrypted one. Where it cannot be read or written, that is logged and nothing is kept.
What else lies in its place is left as it is.
"""

from __future__ import annotations

import logging
import os
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.store.board_file import BOARD_ID, header_id
from core.store.errors import StoreError
from core.store.key import database_key, is_encrypted, is_plain
from core.store.packed_result import BrokenResult, pack_result, unpack_result
from core.store.raw_connection import WRITE, raw_connect, sqlite3
from core.store.sqlite import APPLICATION_ID
from core.store.state.state_file import STATE_ID

if TYPE_CHECKING:
    from sqlite3 import Connection

RESULTS_ID = 0x464A_5804  # in the header, so that no other database is taken for a file of results
MOST_BYTES = 64 * 2**20  # of the whole file; the oldest results go first
_LARGEST_SHARE = 4  # a result that takes more than this part of the file is not kept
_SPARE_PAGES = 8  # that a row may take beside its value: its name twice, and pages that are split
_PATIENCE = 200  # milliseconds to wait for another process: then the result is worked out, or not kept
_REST = 10.0  # seconds that a file is left alone which another process has held for longer
_TABLE = (
    "CREATE TABLE result "
    "(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, basis TEXT NOT NULL, value BLOB NOT NULL) STRICT"
)
_OWN_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
_OLDEST = (
    "DELETE FROM result WHERE id IN (SELECT id FROM result ORDER BY id LIMIT 1 + (SELECT count(*) FROM result) / 16)"
)
_DATABASES = (APPLICATION_ID, BOARD_ID, STATE_ID)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")
_HELD = ("SQLITE_BUSY", "SQLITE_LOCKED")
_log = logging.getLogger(__name__)


class KeptResults:
    """Results by name, each with the basis that it was worked out from. Safe between threads and processes.

    `file`: where they are kept, made when the first one is. `of`: the database that they are of.
    """

    def __init__(self, file: Path, of: Path) -> None:
        self._file, self._of = file, of
        self._lock = Lock()
        self._told: set[str] = set()  # what has failed, and been logged, since it last went well
        self._rests_until = 0.0  # monotonic seconds

    def is_there(self) -> bool:
        """Return True if anything lies where the results are kept."""
        return os.path.lexists(self._file)

    def read(self, name: str, basis: str) -> bytes | None:
        """Return the result of a name if it was worked out from this basis; None where there is none."""
        value: bytes | None = None
        with self._lock, self._logged("read"):
            if self._is_rested() and self.is_there():
                with self._open() as connection:
                    row = connection.execute(
                        "SELECT value FROM result WHERE name = ? AND basis = ?", [name, basis]
                    ).fetchone()
                    value = None if row is None else unpack_result(name, basis, row[0])
        return value

    def keep(self, name: str, basis: str, value: bytes) -> None:
        """Keep a result in the place of an earlier one of its name, unless it is very large."""
        with self._lock, self._logged("keep"):
            packed = pack_result(name, basis, value)
            if not self._is_rested() or packed is None or len(packed) > MOST_BYTES // _LARGEST_SHARE:
                return
            with self._open() as connection:
                connection.execute("BEGIN IMMEDIATE")
                _make_room(connection, len(packed))
                connection.execute(
                    "INSERT OR REPLACE INTO result (name, basis, value) VALUES (?, ?, ?)", [name, basis, packed]
                )
                connection.execute("COMMIT")

    def _is_rested(self) -> bool:
        return time.monotonic() >= self._rests_until

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        """Open the file, made if it is not there. Raises OSError or StoreError where it is not to be touched."""
        encrypts = is_encrypted(self._of)
        if not encrypts and not is_plain(self._of):
            raise StoreError(f"找不到数据库：{self._of}")  # just being replaced, by one that may be encrypted
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _require_own(self._file)
        if self._file.stat().st_size and is_encrypted(self._file) is not encrypts:
            self._take_away()  # the database was encrypted since, or is so no more
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(raw_connect(self._file, WRITE, database_key() if encrypts else None)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            connection.execute("PRAGMA synchronous = OFF")  # what is lost with the power is worked out again
            _require_table(connection)
            yield connection

    @contextmanager
    def _logged(self, act: str) -> Iterator[None]:
        """Log what hinders an act, once; a file that is broken is taken away."""
        try:
            yield
        except (OSError, StoreError, sqlite3.Error, BrokenResult) as error:
            if act not in self._told:
                _log.warning("results are not kept in %s: %s", self._file, error)
            self._told.add(act)
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(_HELD):
                self._rests_until = time.monotonic() + _REST
            if isinstance(error, BrokenResult) or name.startswith(_BROKEN):
                with suppress(OSError):
                    self._take_away()
        else:
            self._told.discard(act)

    def _take_away(self) -> None:
        """Delete the file, and before it what a process that was killed has left: it would be played into the next."""
        self._file.with_name(f"{self._file.name}-journal").unlink(missing_ok=True)
        self._file.unlink(missing_ok=True)


def _require_own(file: Path) -> None:
    """Raise StoreError of what is no file of results; close one to others who may read it. A pipe is not opened."""
    mode = file.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise StoreError(f"{file} 不是普通文件")
    if os.name == "posix" and mode & _OTHERS:
        file.chmod(0o600)
    if header_id(file) in _DATABASES:
        raise StoreError(f"{file} 是一个数据库")


def _require_table(connection: Connection) -> None:
    """Make the table in a new file. Raises BrokenResult where there is another one, or more than it."""
    schema = connection.execute(_OWN_SCHEMA).fetchall()
    if not schema:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute(_OWN_SCHEMA).fetchall():  # nobody has been quicker
            connection.execute(f"PRAGMA application_id = {RESULTS_ID}")
            connection.execute(_TABLE)
        connection.execute("COMMIT")
    elif connection.execute("PRAGMA application_id").fetchone() != (RESULTS_ID,):
        raise StoreError("是另一种数据库")
    elif schema != [("table", "result", _TABLE)]:
        raise BrokenResult("another table")


def _make_room(connection: Connection, size: int) -> None:
    """Delete the oldest results until one of a size has room beside the others."""
    page_size = int(connection.execute("PRAGMA page_size").fetchone()[0])  # SQLCipher says it as a text
    most = (MOST_BYTES - size) // page_size - _SPARE_PAGES
    while _used_pages(connection) > most and connection.execute(_OLDEST).rowcount:
        pass


def _used_pages(connection: Connection) -> int:
    (pages,), (free,) = (connection.execute(f"PRAGMA {name}_count").fetchone() for name in ("page", "freelist"))
    return int(pages) - int(free)
