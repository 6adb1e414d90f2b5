"""Folders in which files are made beside their place; those of processes that were killed go with the next one."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from core.store.file_lock import try_lock

LOCK_FILE = ".held"
_YOUNG = 60.0  # seconds


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder for as long as the block takes, once those of the same prefix that nobody uses are gone.

    A folder is used while its process has a lock in it, which the system frees with the process. The lock is the first
    thing in it and the last.
    """
    _clear(parent, prefix)
    folder = Path(mkdtemp(prefix=prefix, dir=parent))
    handle = os.open(folder / LOCK_FILE, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try_lock(handle)
        yield folder
    finally:
        _empty(folder)
        os.close(handle)
        shutil.rmtree(folder)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK_FILE:
            path.unlink()


def _clear(parent: Path, prefix: str) -> None:
    for folder in parent.glob(f"{prefix}*"):
        if not (folder / LOCK_FILE).is_file():
            _clear_empty(folder)
            continue
        handle = os.open(folder / LOCK_FILE, os.O_RDWR)
        try:
            is_free = try_lock(handle)
            if is_free:
                _empty(folder)  # the lock last, by which the next one knows whether it is used
        finally:
            os.close(handle)
        if is_free:
            shutil.rmtree(folder)


def _clear_empty(folder: Path) -> None:
    """Take away a folder whose lock was not made, or was taken away already; one that is just being made is young."""
    if folder.is_dir() and time.time() - folder.stat().st_mtime > _YOUNG and not any(folder.iterdir()):
        folder.rmdir()
