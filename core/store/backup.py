"""A backup (备份): the whole database as one file, read back and checked before it bears its name."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from core.store.sqlite import StoreError, connect, sqlite3
from core.store.store import Store

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was checked: its path, its bytes, its SHA-256, and the data version that it holds."""

    path: Path
    size: int
    sha256: str
    data_version: int


def back_up(store: Store, path: Path) -> Backup:
    """Write the database into a new file, while others go on reading and writing, and check it.

    Raises StoreError (Chinese) if the file exists, cannot be written or does not stand the check; then none is left.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        _reserve(path)
    except FileExistsError as error:
        raise StoreError(f"文件已存在：{path}。请换一个名字，备份不覆盖任何文件。") from error
    except OSError as error:
        raise StoreError(f"没有备份成：{path}（{error.strerror}）") from error
    try:
        unfinished.unlink(missing_ok=True)
        _reserve(unfinished)
        _copy(store.path, unfinished)
        backup = Backup(path, unfinished.stat().st_size, _sha256(unfinished), _checked_version(unfinished))
        os.replace(unfinished, path)
    except BaseException as error:
        unfinished.unlink(missing_ok=True)
        path.unlink()
        if isinstance(error, (OSError, sqlite3.Error)):
            raise StoreError(f"没有备份成：{path}（{error}）") from error
        raise
    return backup


def _reserve(file: Path) -> None:
    """Create an empty file that only we may read: the copy is as secret as the original."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _copy(original: Path, empty: Path) -> None:
    """Copy one state of the database, packed."""
    connection = connect(original, read_only=False)  # it only reads, but SQLite takes VACUUM for a write
    try:
        connection.execute("VACUUM INTO ?", [str(empty)])
    finally:
        connection.close()


def _checked_version(file: Path) -> int:
    """Return the data version of an intact copy. Raises StoreError (Chinese) if it is damaged."""
    copy = connect(file, read_only=True)
    try:
        faults = [line for (line,) in copy.execute("PRAGMA integrity_check") if line != "ok"]
        faults += [f"{row[0]} → {row[2]}" for row in copy.execute("PRAGMA foreign_key_check")]
        if faults:
            raise StoreError(f"备份没有通过核对：{faults[0]}")
        return int(copy.execute("SELECT value FROM meta WHERE key = 'data_version'").fetchone()[0])
    finally:
        copy.close()


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
