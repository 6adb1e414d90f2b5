"""A lock between processes: on a file, which the system frees with the process."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PRIVATE = 0o600
_LOOK = 0.05  # seconds between two tries
FOREVER = -1.0


class FileLocked(Exception):
    """Another process holds the lock."""


@contextmanager
def file_lock(path: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock, for which to wait so long. Raises FileLocked, or OSError where there can be no such file."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE)
    deadline = time.monotonic() + wait_seconds
    try:
        while not try_lock(handle):
            if wait_seconds != FOREVER and time.monotonic() >= deadline:
                raise FileLocked(path)
            time.sleep(_LOOK)
        yield
    finally:
        os.close(handle)


def try_lock(handle: int, *, shared: bool = False) -> bool:
    """Try to lock an open file, until it is closed; return True if no other process has it.

    Locks that are shared bear with each other, though not on Windows.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
