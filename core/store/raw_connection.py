"""The bare connection to a database file, with its key if it has one; and the SQLite that we accept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils.utils import sqlite3 as sqlite3  # type: ignore[attr-defined]  # the one SQLite that sqlite-utils chose

from core.store.errors import StoreError
from core.store.key import database_key, is_encrypted, is_plain

if TYPE_CHECKING:
    from sqlite3 import Connection

# 3.7.0 to 3.51.2 can corrupt a database when the write-ahead log is reset (https://www.sqlite.org/wal.html,
# "The WAL-Reset Bug"). The package sqlcipher3 brings a newer one (core/store/__init__.py).
OLDEST_SQLITE = (3, 51, 3)
READ, WRITE = "mode=ro", "mode=rwc"
ALONE = "mode=ro&immutable=1"  # the file as it lies there, without the log beside it, without a lock


def check_sqlite() -> None:
    """Raise StoreError if the SQLite in use is one that can corrupt a database."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(f"SQLite 版本 {sqlite3.sqlite_version} 过旧，需要 {oldest} 或更新：请安装 sqlcipher3。")


def raw_connect(
    path: Path, query: str, key: str | None = None, kind: type[Connection] = sqlite3.Connection
) -> Connection:
    """Connect without any check of the file.

    A new file gets the `key`, if there is one; an encrypted file too, or the process's. `kind` is the connection's.

    It may be used from several threads, one at a time: the callers hold a lock.
    """
    check_sqlite()
    try:
        if is_encrypted(path):
            key = key or database_key()
        elif is_plain(path):
            key = None
        connection: Connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?{query}", uri=True, isolation_level=None, check_same_thread=False, factory=kind
        )
    except sqlite3.OperationalError as error:
        raise StoreError(f"打不开 {path}：文件夹不存在，或没有权限（{error}）") from error
    if key is not None:
        give_key(connection, key)
    return connection


def give_key(connection: Connection, key: str) -> None:
    """Hand a connection its key, before any other statement."""
    if connection.execute("PRAGMA cipher_version").fetchone() is None:  # a plain SQLite passes over keys in silence
        raise StoreError("当前的 SQLite 不带加密，打不开加密的数据库：请安装 sqlcipher3。")
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
