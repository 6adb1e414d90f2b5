"""A backup (备份): the whole database as one file, read back and checked before it bears its name."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.store.faults import write_fault
from core.store.file_identity import NO_PLACE, write_mark
from core.store.key import database_key, is_encrypted
from core.store.raw_connection import WRITE, raw_connect
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.state.shared.copies import refuse_copy

if TYPE_CHECKING:
    from sqlite3 import Connection

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was checked: its path, its bytes, its SHA-256, and the data version that it holds."""

    path: Path
    size: int
    sha256: str
    data_version: int


class BackedUp(Protocol):
    """A file that is open: nothing else of it is needed for a backup, its catalogue least of all."""

    @property
    def path(self) -> Path:
        """Return the file."""
        ...


def back_up(store: BackedUp, path: Path, key: str | None = None) -> Backup:
    """Write the database into a new file, while others go on reading and writing, and check it.

    With a `key`, the copy of a plain database is encrypted; that of an encrypted one always is, by its own key.
    Raises StoreError (Chinese) if the file exists, cannot be written or does not stand the check; then none is left.
    """
    refuse_copy(store.path)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        _reserve(path)
    except FileExistsError as error:
        raise StoreError(f"文件已存在：{path}。请换一个名字，备份不覆盖任何文件。") from error
    except OSError as error:
        raise StoreError(f"没有备份成。{write_fault(error, path)}") from error
    try:
        unfinished.unlink(missing_ok=True)
        _reserve(unfinished)
        _copy(store.path, unfinished, key)
        backup = Backup(path, unfinished.stat().st_size, sha256_of(unfinished), _checked_version(unfinished, key))
        os.replace(unfinished, path)
    except BaseException as error:
        for left in (unfinished, Path(f"{unfinished}-journal")):  # SQLite leaves it where a disk is full
            left.unlink(missing_ok=True)
        path.unlink()
        if isinstance(error, (OSError, sqlite3.Error)):
            raise StoreError(f"没有备份成。{write_fault(error, path)}") from error
        raise
    return backup


def _reserve(file: Path) -> None:
    """Create an empty file that only we may read: the copy is as secret as the original."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _copy(original: Path, empty: Path, key: str | None) -> None:
    """Copy one state of the database, packed."""
    connection = connect(original, read_only=False)  # it only reads, but SQLite takes VACUUM for a write
    try:
        pack(connection, empty, database_key() if is_encrypted(original) else key)
    finally:
        connection.close()
    copy = raw_connect(empty, WRITE, key)
    try:
        copy.execute("BEGIN IMMEDIATE")
        write_mark(copy, NO_PLACE)  # a file of its own, which no log beside another is taken for
        copy.execute("COMMIT")
    finally:
        copy.close()


def pack(connection: Connection, empty: Path, key: str | None) -> None:
    """Copy one state of a database, packed, into an empty file; encrypted with a salt of its own if there is a key."""
    if key is None:
        connection.execute("VACUUM INTO ?", [str(empty)])
        return
    connection.execute("ATTACH DATABASE ? AS encrypted KEY ?", [str(empty), f"x'{key}'"])
    connection.execute("BEGIN")
    connection.execute("SELECT sqlcipher_export('encrypted')")
    for name in ("application_id", "user_version"):  # the export leaves them out
        number = int(connection.execute(f"PRAGMA main.{name}").fetchone()[0])
        connection.execute(f"PRAGMA encrypted.{name} = {number}")
    connection.execute("COMMIT")
    connection.execute("DETACH DATABASE encrypted")


def _checked_version(file: Path, key: str | None) -> int:
    """Return the data version of an intact copy. Raises StoreError (Chinese) if it is damaged."""
    copy = connect(file, read_only=True, key=key)
    try:
        faults = [line for (line,) in copy.execute("PRAGMA main.integrity_check") if line != "ok"]
        faults += [f"{row[0]} → {row[2]}" for row in copy.execute("PRAGMA main.foreign_key_check")]
        if faults:
            raise StoreError(f"备份没有通过核对：{faults[0]}")
        return int(copy.execute("SELECT value FROM meta WHERE key = 'data_version'").fetchone()[0])
    finally:
        copy.close()


def sha256_of(file: Path) -> str:
    """Return the digest of a file's bytes."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
