"""Folders in which files are made beside their place; those of processes that were killed go with the next one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_HELD = ".held"


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder for as long as the block takes, once those of the same prefix that nobody uses are gone.

    A folder is used while its process has a lock in it, which the system frees with the process.
    """
    _clear(parent, prefix)
    with TemporaryDirectory(prefix=prefix, dir=parent) as name:
        folder = Path(name)
        handle = os.open(folder / _HELD, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _lock(handle)
            yield folder
        finally:
            os.close(handle)


def _clear(parent: Path, prefix: str) -> None:
    for folder in parent.glob(f"{prefix}*"):
        if not (folder / _HELD).is_file():
            continue  # it is just being made, or is none of ours
        handle = os.open(folder / _HELD, os.O_RDWR)
        try:
            is_free = _lock(handle)
        finally:
            os.close(handle)
        if is_free:
            shutil.rmtree(folder)


def _lock(handle: int) -> bool:
    """Lock a file if nobody else has; tell whether it is ours."""
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
