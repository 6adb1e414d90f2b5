"""Connections to SQLite, and the versions we accept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils.utils import sqlite3 as sqlite3  # type: ignore[attr-defined]  # the one SQLite that sqlite-utils chose

if TYPE_CHECKING:
    from sqlite3 import Connection

# 3.7.0 to 3.51.2 can corrupt a database when the write-ahead log is reset (https://www.sqlite.org/wal.html,
# "The WAL-Reset Bug"). The package pysqlite3 brings a newer one, and sqlite-utils uses it by itself.
OLDEST = (3, 51, 3)
APPLICATION_ID = 0x464A_5801
BUSY_MILLISECONDS = 10_000


class StoreError(RuntimeError):
    """The database cannot be used; the message (Chinese) says why and what to do."""


def check_sqlite() -> None:
    """Raises StoreError if the SQLite in use is one that can corrupt a database."""
    if sqlite3.sqlite_version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise StoreError(f"SQLite 版本 {sqlite3.sqlite_version} 过旧，需要 {wanted} 或更新：请安装 pysqlite3。")


def connect(path: Path, *, read_only: bool) -> Connection:
    """A connection with foreign keys on and our own transactions; reading ones cannot write.

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
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection
