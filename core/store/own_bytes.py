"""Reads bytes of database files without giving up the locks that SQLite holds on them.

On POSIX a process that closes any descriptor of a file loses all its locks on that file (fcntl, "record locks";
https://www.sqlite.org/howtocorrupt.html, 2.2). Another program that then opens the database and leaves believes itself
alone, takes the log away and has this process read and write one that nobody else sees. So a file that was once read
stays open here, until another one has its name.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import IO, NamedTuple

MOST_KEPT = 200  # files; a server has a few open, and each takes a descriptor
_KEEPS_OPEN = os.name == "posix"  # elsewhere an open file cannot be replaced, and locks are a descriptor's own


class _FileId(NamedTuple):
    device: int
    inode: int


class _Kept(NamedTuple):
    path: Path
    file: IO[bytes]


_kept: OrderedDict[_FileId, _Kept] = OrderedDict()
_guard = Lock()


def read_at(path: Path, offset: int, size: int) -> bytes:
    """Return bytes of a file, fewer where it ends before. Raises OSError."""
    if not _KEEPS_OPEN:
        with path.open("rb") as opened:
            return _read(opened, offset, size)
    with _guard:
        return _read(_kept_file(path), offset, size)


def _read(file: IO[bytes], offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _kept_file(path: Path) -> IO[bytes]:
    """Return the file that has this name now, opened once."""
    kept = _kept.get(_id_of(os.stat(path)))
    if kept is None:
        _close_displaced()
        file = path.open("rb", buffering=0)
        kept = _kept[_id_of(os.fstat(file.fileno()))] = _Kept(path, file)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)[1].file.close()
    _kept.move_to_end(_id_of(os.fstat(kept.file.fileno())))
    return kept.file


def _close_displaced() -> None:
    """Close the files whose names others have now: nobody finds them any more, and their place on the disk is freed."""
    for file_id, kept in list(_kept.items()):
        try:
            is_there = _id_of(os.stat(kept.path)) == file_id
        except OSError:
            is_there = False
        if not is_there:
            del _kept[file_id]
            kept.file.close()


def _id_of(stat: os.stat_result) -> _FileId:
    return _FileId(stat.st_dev, stat.st_ino)
