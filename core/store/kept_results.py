"""A file of results that take long to work out, kept so that a restart need not work them out again.

Nothing rests on it: it can be deleted at any time, and a result is found only by all that it was worked out from. A
database that is encrypted has an encrypted one. Where it cannot be read or written, that is logged and nothing is kept.
"""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.store.errors import StoreError
from core.store.key import database_key, is_encrypted
from core.store.raw_connection import WRITE, raw_connect, sqlite3

if TYPE_CHECKING:
    from sqlite3 import Connection

MOST_BYTES = 64 * 2**20  # of all results together, which are packed; the oldest go first
_PATIENCE = 200  # milliseconds to wait for another process: then the result is worked out, or not kept
_TABLE = (
    "CREATE TABLE IF NOT EXISTS result "
    "(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, basis TEXT NOT NULL, value BLOB NOT NULL) STRICT"
)
_OLDEST = (
    "DELETE FROM result WHERE id <= (SELECT max(id) FROM "
    "(SELECT id, sum(length(value)) OVER (ORDER BY id DESC) AS size FROM result) WHERE size > ?)"
)
_log = logging.getLogger(__name__)


class KeptResults:
    """Results by name, each with the basis that it was worked out from. Safe between threads and processes.

    `file`: where they are kept, made when the first one is. `of`: the database that they are of.
    """

    def __init__(self, file: Path, of: Path) -> None:
        self._file, self._of = file, of
        self._lock = Lock()
        self._has_failed = False

    def read(self, name: str, basis: str) -> bytes | None:
        """Return the result of a name if it was worked out from this basis; None where there is none."""
        value: bytes | None = None
        with self._lock, self._logged():
            if self._file.is_file():
                with self._open() as connection:
                    row = connection.execute(
                        "SELECT value FROM result WHERE name = ? AND basis = ?", [name, basis]
                    ).fetchone()
                    value = None if row is None else zlib.decompress(row[0])
        return value

    def keep(self, name: str, basis: str, value: bytes) -> None:
        """Keep a result in the place of an earlier one of its name."""
        with self._lock, self._logged(), self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT OR REPLACE INTO result (name, basis, value) VALUES (?, ?, ?)",
                [name, basis, zlib.compress(value)],
            )
            connection.execute(_OLDEST, [MOST_BYTES])
            connection.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        encrypts = is_encrypted(self._of)
        if self._file.is_file() and self._file.stat().st_size and is_encrypted(self._file) is not encrypts:
            self._file.unlink()  # the database was encrypted since, or is so no more
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(raw_connect(self._file, WRITE, database_key() if encrypts else None)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            connection.execute("PRAGMA synchronous = OFF")  # what is lost with the power is worked out again
            connection.execute(_TABLE)
            yield connection

    @contextmanager
    def _logged(self) -> Iterator[None]:
        """Log what hinders the block, once; a file that is broken is taken away."""
        try:
            yield
        except (OSError, StoreError, sqlite3.Error, zlib.error) as error:
            if not self._has_failed:
                _log.warning("results are not kept in %s: %s", self._file, error)
            self._has_failed = True
            name = getattr(error, "sqlite_errorname", "")
            if isinstance(error, zlib.error) or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")):
                with suppress(OSError):
                    self._file.unlink()
        else:
            self._has_failed = False
