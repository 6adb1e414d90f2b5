"""Connections to SQLite, each to one file with its own log, and the limit of a query's time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.store.board_file import BoardIsReadOnly, is_board_file
from core.store.errors import ReadFailed
from core.store.errors import StoreError as StoreError
from core.store.file_identity import refuse_foreign_log, take_place
from core.store.raw_connection import ALONE, READ, WRITE, raw_connect
from core.store.raw_connection import check_sqlite as check_sqlite
from core.store.raw_connection import sqlite3 as sqlite3
from core.store.state.connect import begin_state, connection_kind
from core.store.state.state_file import is_state

if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION_ID = 0x464A_5801
BUSY_MILLISECONDS = 10_000  # a writer waits so long for another
READER_MILLISECONDS = 2_000  # a reader hardly ever waits; when it must, screens go on with what they have
PROGRESS_STEPS = 20_000  # of SQLite's machine between two looks at the clock


def connect(path: Path, *, read_only: bool, key: str | None = None) -> Connection:
    """Connect with foreign keys on and our own transactions; reading connections cannot write.

    A new file is encrypted if there is a `key`; an encrypted one is opened by it, or by the process's. The connection
    may be used from several threads, one at a time: the callers hold a lock. Raises ForeignLog (Chinese) if the log
    beside the file is another file's. A state file comes with the board that it was last opened with.
    """
    if is_board_file(path):
        return _connect_to_board(path, read_only=read_only)
    patience = READER_MILLISECONDS if read_only else BUSY_MILLISECONDS
    refuse_foreign_log(path, patience)
    connection = raw_connect(path, READ if read_only else WRITE, key, connection_kind(path, read_only=read_only))
    try:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
        connection.execute("PRAGMA foreign_keys = ON")
        is_there = path.exists() and path.stat().st_size > 0
        if is_there and not read_only:
            take_place(connection, path)
        if is_there and is_state(connection, path):
            begin_state(connection, path, read_only=read_only)
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to_board(path: Path, *, read_only: bool) -> Connection:
    """Connect to a board file, which nobody changes: without a lock, and whatever lies beside it."""
    if not read_only:
        raise BoardIsReadOnly
    connection = raw_connect(path, ALONE)
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def time_limit(connection: Connection, seconds: float | None) -> Iterator[None]:
    """Give up a query after so many seconds. Raises ReadFailed (Chinese) for whatever SQLite cannot do."""
    if seconds is not None:
        end = time.monotonic() + seconds
        connection.set_progress_handler(lambda: int(time.monotonic() > end), PROGRESS_STEPS)
    try:
        yield
    except sqlite3.DatabaseError as error:
        is_timeout = "interrupted" in str(error)
        raise ReadFailed(f"查询超过 {seconds:g} 秒，已停止。" if is_timeout else f"数据库读不出来：{error}") from error
    finally:
        if seconds is not None:
            connection.set_progress_handler(None, 0)
