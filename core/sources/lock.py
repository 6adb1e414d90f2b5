"""One reading of sources at a time: a lock on a file beside the database, which the system frees with the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.sources.errors import SourceError

_PRIVATE = 0o600


class SourcesBusy(SourceError):
    """Another process is reading sources into this database."""


def lock_path(database: Path) -> Path:
    """Return the path of the lock of a database."""
    return database.with_name(f"{database.name}-sources.lock")


@contextmanager
def sources_lock(database: Path) -> Iterator[None]:
    """Hold the lock. Raises SourcesBusy where another process has it, SourceError where there can be none."""
    path = lock_path(database)
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE)
    except OSError as error:
        raise SourceError(f"{path} 建不起来（{error.strerror}）：数据库所在的文件夹要可写。") from error
    try:
        if not _locked(handle):
            raise SourcesBusy("另一个进程正在读来源，这次不读：等它做完再来。")
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
