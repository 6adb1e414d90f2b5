"""A machine's copy of a shared state: brought up before each write and every moment, and written through."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.store.errors import StoreError
from core.store.file_identity import begin_write
from core.store.raw_connection import WRITE, raw_connect, sqlite3
from core.store.state.shared.address import SharedStateFault, engine_of
from core.store.state.tables import LOCAL_KEYS

if TYPE_CHECKING:
    from sqlite3 import Connection as Copy

    from sqlalchemy import Connection

ADDRESS_KEY = "shared_address"  # key of meta: the PostgreSQL that a copy is of
BUSY_MILLISECONDS = 10_000
_WRITES = ("INSERT", "UPDATE", "DELETE")
_log = logging.getLogger(__name__)


def shared_address(connection: Copy) -> str | None:
    """Return the PostgreSQL that a state file is a copy of; None of a state file that is the state itself."""
    row = connection.execute("SELECT value FROM main.meta WHERE key = ?", [ADDRESS_KEY]).fetchone()
    return None if row is None else str(row[0])


def bring_up_copy(path: Path, address: str) -> int:
    """Bring a copy up to its PostgreSQL. Raises SharedStateFault (Chinese) where that cannot be reached."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with engine_of(address).connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            return bring_up_through(connection, path)  # from one moment of PostgreSQL's
    except SQLAlchemyError as error:
        raise SharedStateFault(address, error) from error


def bring_up_through(connection: Connection, path: Path) -> int:
    """Bring a copy up through a connection that is open, in a transaction of the copy's own."""
    from core.store.state.shared.row_copies import bring_up, last_change, number_of

    with closing(raw_connect(path, WRITE)) as copy:
        copy.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        copy.execute("PRAGMA foreign_keys = ON")
        if last_change(connection) == number_of(copy):
            return 0
        begin_write(copy)
        try:
            rows = bring_up(connection, copy)
            copy.execute("COMMIT")
        except BaseException:
            if copy.in_transaction:
                copy.execute("ROLLBACK")
            raise
        return rows


def try_to_bring_up(path: Path, address: str) -> None:
    """Bring a copy up; where the PostgreSQL cannot be reached, say so in the log and go on with what is known here."""
    try:
        bring_up_copy(path, address)
    except SharedStateFault as error:
        _log.warning("%s", error.detail)


def _logged(fault: SharedStateFault) -> SharedStateFault:
    """Return a fault whose detail has been written into the log: whoever sees a page is told less."""
    _log.warning("%s", fault.detail)
    return fault


class WriteThrough(sqlite3.Connection):
    """A connection to a copy, whose transactions are PostgreSQL's too: what it cannot take there counts nowhere."""

    _address: str | None = None
    _remote: Connection | None = None

    def write_through(self, path: Path, address: str) -> None:
        """Begin to write through; before, the connection is like any other."""
        from core.store.state.shared.shared_tables import shared_tables

        self._path = path
        super().execute("CREATE TEMP TABLE touched (table_name TEXT NOT NULL, row_key TEXT NOT NULL)")
        for shared in shared_tables().values():
            for act, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
                key = ", ".join(f"{row}.{column}" for column in shared.key)
                local = ", ".join(f"'{name}'" for name in LOCAL_KEYS)
                own = f"WHEN {row}.key NOT IN ({local}) " if shared.name == "meta" else ""
                super().execute(
                    f"CREATE TEMP TRIGGER touched_{shared.name}_{act} AFTER {act} ON main.{shared.name} {own}"
                    f"BEGIN INSERT INTO touched VALUES ('{shared.name}', json_array({key})); END"
                )
        self._address = address

    def execute(self, sql: str, *parameters: Any) -> Any:
        """Run a statement; the ends of a transaction are PostgreSQL's too."""
        if self._address is None:
            return super().execute(sql, *parameters)
        acts: dict[str, Callable[[], Any]] = {
            "BEGIN IMMEDIATE": self._begin,
            "COMMIT": self._commit,
            "ROLLBACK": self._roll_back,
        }
        if act := acts.get(sql):
            return act()
        self._require_transaction(sql)
        return super().execute(sql, *parameters)

    def executemany(self, sql: str, *parameters: Any) -> Any:
        """Run a statement for many rows."""
        self._require_transaction(sql)
        return super().executemany(sql, *parameters)

    def _require_transaction(self, sql: str) -> None:
        """Raise StoreError for a write outside of a transaction, which would stay on this machine."""
        if self._address is not None and not self.in_transaction and sql.lstrip()[:6].upper() in _WRITES:
            raise StoreError("写入必须在一个事务之内进行。")

    def close(self) -> None:
        """Let go of the copy, and of a transaction that nobody ended."""
        self._let_go()
        super().close()

    def _begin(self) -> Any:
        from sqlalchemy.exc import SQLAlchemyError

        from core.store.state.shared.postgres_schema import WRITE_LOCK

        self._let_go()  # SQLite itself may have ended the one before
        assert self._address is not None
        try:
            self._remote = engine_of(self._address).connect()
            self._remote.begin()
            self._remote.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
            bring_up_through(self._remote, self._path)
            begun = super().execute("BEGIN IMMEDIATE")
            super().execute("DELETE FROM touched")
        except SQLAlchemyError as error:
            self._let_go()
            raise _logged(SharedStateFault(self._address, error)) from error
        except BaseException:
            self._let_go()
            raise
        return begun

    def _commit(self) -> Any:
        from sqlalchemy.exc import SQLAlchemyError

        from core.store.state.shared.row_copies import hand_on, last_change, note_number

        if self._remote is None:  # of a reading transaction
            return super().execute("COMMIT")
        assert self._address is not None
        rows = super().execute("SELECT table_name, row_key FROM touched GROUP BY 1, 2 ORDER BY min(rowid)").fetchall()
        try:
            hand_on(self._remote, self, [(name, tuple(json.loads(key))) for name, key in rows])
            note_number(self, last_change(self._remote))
            self._remote.commit()
        except SQLAlchemyError as error:
            self._let_go()
            raise _logged(SharedStateFault(self._address, error)) from error
        finished = super().execute("COMMIT")  # should this fail, the copy is brought up by what PostgreSQL has
        self._let_go()
        return finished

    def _roll_back(self) -> Any:
        finished = super().execute("ROLLBACK")
        self._let_go()
        return finished

    def _let_go(self) -> None:
        if self._remote is not None:
            remote, self._remote = self._remote, None
            remote.close()  # which takes back what was not committed
