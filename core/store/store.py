"""An open database, and writing to it in one transaction with its line of the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

from core.catalogue.model import Catalogue
from core.store.errors import Overtaken
from core.store.faults import plain_faults
from core.store.file_identity import begin_write
from core.store.sqlite import StoreError, sqlite3
from core.store.trail import TrailLine, append_line

if TYPE_CHECKING:
    from sqlite3 import Connection

ROOT = 1  # the bureau itself among the units

UPDATED = "update"  # the trail's word for an upgrade


class Store:
    """One open database with its catalogue: the shipped one with the bureau's own files (`overlays`) laid over it."""

    has_own_sums = True  # False where records and sums are a board's, and only what is done beside it is written

    def __init__(self, path: Path, db: Database, catalogue: Catalogue, overlays: Mapping[str, str]) -> None:
        self.path = path
        self.db = db
        self.catalogue = catalogue
        self.batch: int | None = None  # the number of the batch that is being written
        self.upgraded: str | None = None  # what was said of the upgrade that opening it took
        self._rehearsing = False
        self.overlays = dict(overlays)

    @property
    def conn(self) -> Connection:
        """The connection itself."""
        connection: Connection = self.db.conn
        return connection

    def meta(self, key: str) -> str | int | None:
        """Return a value kept about the database itself."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return row[0] if row else None

    def meta_values(self, *keys: str) -> dict[str, str | int | None]:
        """Return some values kept about the database itself, read at once."""
        marks = ", ".join("?" * len(keys))
        rows = self.conn.execute(f"SELECT key, value FROM meta WHERE key IN ({marks})", keys).fetchall()
        return dict.fromkeys(keys) | dict(rows)

    def set_meta(self, key: str, value: str | int) -> None:
        """Keep a value about the database itself, inside the open transaction."""
        self.require_transaction()
        self.db.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )

    @property
    def bureau(self) -> str:
        """The bureau's name."""
        return str(self.meta("bureau"))

    @property
    def demo(self) -> bool:
        """Return True if the data are generated."""
        return self.meta("demo") == 1

    def board_mark(self) -> str:
        """Return what tells the board that the sums are read from apart from another one; nothing of own sums."""
        return ""

    def data_version(self) -> int:
        """Return the data version, which rises with every write."""
        return int(self.meta("data_version") or 0)

    def require_transaction(self) -> None:
        """Raise if no write is open: nothing is written outside a transaction with its line of the trail."""
        if not self.conn.in_transaction:
            raise StoreError("写入必须在 store.write(...) 之内进行。")

    @contextmanager
    def write(self, actor: str, action: str, detail: str | Callable[[], str], now: int) -> Iterator[Store]:
        """Open a transaction with its line of the trail; the data version rises. On an error nothing is written.

        A detail that is known only inside the transaction, such as the next free number, is asked for there.

        Raises StoreError (Chinese) where the file is held by another, may not be written, or has no room.
        """
        with self._transaction():
            self._begin_version(actor, action, detail() if callable(detail) else detail, now)
            yield self

    @contextmanager
    def upgrade(self, now: int, action: str = UPDATED) -> Iterator[list[str]]:
        """Open a transaction that ends with its line of the trail: the trail itself may be upgraded in it.

        What is put into the list is the line; without any there is none, and nothing may have been written.
        """
        details: list[str] = []
        with self._transaction():
            yield details
            if not details:
                return
            self._begin_version("system", action, "；".join(details), now)
        self.upgraded = "；".join(details)

    def _begin_version(self, actor: str, action: str, detail: str, now: int) -> None:
        version = self.data_version() + 1
        self.set_meta("data_version", version)
        append_line(self.conn, TrailLine(now, actor, action, detail, version))

    @contextmanager
    def note(self) -> Iterator[None]:
        """Open a transaction for what is no data, such as how far a source has been read: no board is read anew."""
        with self._transaction():
            yield

    @contextmanager
    def rehearsal(self, *, locks_first: bool = False) -> Iterator[None]:
        """Let writes inside be seen by this connection alone, and take them all back at the end.

        Others may write until the first write inside; if one did, that raises Overtaken. With `locks_first` none may.
        """
        with plain_faults(self.path):
            self.conn.execute("BEGIN IMMEDIATE" if locks_first else "BEGIN")
            self._rehearsing = True
            began = self._file_version()
            try:
                yield
            except sqlite3.OperationalError as error:
                self._end_rehearsal()
                if self._file_version() != began:
                    text = f"{self.path} 刚被另一个写入改动，什么也没有写入：请再做一次。"
                    raise Overtaken(text) from error
                raise
            finally:
                self._end_rehearsal()

    def _end_rehearsal(self) -> None:
        self._rehearsing = False
        if self.conn.in_transaction:  # SQLite itself ends it on some errors
            self.conn.execute("ROLLBACK")

    def _file_version(self) -> int:
        """Return a number that changes with every commit of another connection, as this one sees the file now."""
        self.data_version()  # which begins to read
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit what is written inside; in a rehearsal, leave that to nobody."""
        if self._rehearsing:
            yield
            return
        with plain_faults(self.path):
            begin_write(self.conn)
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()
