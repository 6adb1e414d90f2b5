"""Connections to SQLite, and the versions we accept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils.utils import sqlite3 as sqlite3  # type: ignore[attr-defined]  # the one SQLite that sqlite-utils chose

if TYPE_CHECKING:
    from sqlite3 import Connection

# 3.7.0 to 3.51.2 can corrupt a database when the write-ahead log is reset (https://www.sqlite.org/wal.html,
# "The WAL-Reset Bug"). The package sqlcipher3 brings a newer one (core/store/__init__.py).
OLDEST_SQLITE = (3, 51, 3)
APPLICATION_ID = 0x464A_5801
BUSY_MILLISECONDS = 10_000  # a writer waits so long for another
READER_MILLISECONDS = 2_000  # a reader hardly ever waits; when it must, screens go on with what they have
PROGRESS_STEPS = 20_000  # of SQLite's machine between two looks at the clock


class StoreError(RuntimeError):
    """The database cannot be used; the message (Chinese) says why and what to do."""


def check_sqlite() -> None:
    """Raise StoreError if the SQLite in use is one that can corrupt a database."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(f"SQLite 版本 {sqlite3.sqlite_version} 过旧，需要 {oldest} 或更新：请安装 sqlcipher3。")


def connect(path: Path, *, read_only: bool) -> Connection:
    """Connect with foreign keys on and our own transactions; reading connections cannot write.

    It may be used from several threads, one at a time: the callers hold a lock.
    """
    check_sqlite()
    mode = "ro" if read_only else "rwc"
    try:
        connection: Connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
    except sqlite3.OperationalError as error:
        raise StoreError(f"打不开 {path}：文件夹不存在，或没有权限（{error}）") from error
    connection.execute(f"PRAGMA busy_timeout = {READER_MILLISECONDS if read_only else BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def time_limit(connection: Connection, seconds: float | None) -> Iterator[None]:
    """Give up a query after so many seconds. Raises StoreError (Chinese) for whatever SQLite cannot do."""
    if seconds is not None:
        end = time.monotonic() + seconds
        connection.set_progress_handler(lambda: int(time.monotonic() > end), PROGRESS_STEPS)
    try:
        yield
    except sqlite3.DatabaseError as error:
        is_timeout = "interrupted" in str(error)
        raise StoreError(f"查询超过 {seconds:g} 秒，已停止。" if is_timeout else f"数据库读不出来：{error}") from error
    finally:
        if seconds is not None:
            connection.set_progress_handler(None, 0)
