"""Folders of passing files; those of processes that were killed go with the next one.

A folder is used while a process has a lock in it, which the system frees with the process. The lock is the first thing
in it and the last. Folders of other users and links are let be: some lie where everybody may write.
"""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from core.store.file_lock import try_lock

LOCK_FILE = ".held"
TEMPORARY_PREFIX = "fengjing-"  # of folders that lie among the system's passing files
_YOUNG = 60.0  # seconds
_TRIES = 3  # where no lock is to be had, as in some network folders, the last folder is used without
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_STAYS_OPEN: list[int] = []  # locks that are held until the process ends


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder for as long as the block takes, once those of the same prefix that nobody uses are gone."""
    clear_left(parent, prefix)
    folder, handle = _made(parent, prefix)
    try:
        yield folder
    finally:
        with suppress(FileNotFoundError):  # somebody took it away
            _remove(folder, handle)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a scratch folder among the system's passing files, which this user alone may read."""
    with scratch_folder(Path(tempfile.gettempdir()), TEMPORARY_PREFIX) as folder:
        yield folder


def clear_temporary() -> None:
    """Take away what killed processes of this user have left among the system's passing files."""
    clear_left(Path(tempfile.gettempdir()), TEMPORARY_PREFIX)


def keep_in_use(folder: Path) -> None:
    """Let a scratch folder of another process be in use by this one too, until it ends."""
    if os.name == "nt":
        return  # what is open there nobody deletes
    handle = os.open(folder / LOCK_FILE, os.O_RDWR | _NO_LINK)
    try_lock(handle, shared=True)
    _STAYS_OPEN.append(handle)


def clear_left(parent: Path, prefix: str) -> None:
    """Take away the folders of a prefix that are this user's and that no process uses."""
    for folder in parent.glob(f"{glob.escape(prefix)}*"):
        with suppress(OSError):  # another process is clearing it too, or the system does not let us
            if _is_own_folder(folder):
                _clear(folder)


def _made(parent: Path, prefix: str) -> tuple[Path, int]:
    """Make a folder with its lock; where another process cleared it before it was locked, make another."""
    for tries_left in reversed(range(_TRIES)):
        folder = Path(mkdtemp(prefix=prefix, dir=parent))
        with suppress(FileNotFoundError):
            handle = os.open(folder / LOCK_FILE, os.O_CREAT | os.O_RDWR | _NO_LINK, 0o600)
            is_held = try_lock(handle, shared=True) and _is_at(handle, folder / LOCK_FILE)
            if is_held or not tries_left:
                return folder, handle
            os.close(handle)
    raise FileNotFoundError(folder)


def _clear(folder: Path) -> None:
    try:
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | _NO_LINK)
    except FileNotFoundError:
        _clear_empty(folder)
        return
    if try_lock(handle) and _is_at(handle, folder / LOCK_FILE):
        _remove(folder, handle)
    else:
        os.close(handle)


def _remove(folder: Path, handle: int) -> None:
    """Remove a folder whose lock is held by `handle`, and close that."""
    try:
        _empty(folder)  # the lock last, by which the next one knows whether it is used
        if os.name != "nt":
            shutil.rmtree(folder)
    finally:
        os.close(handle)
    if os.name == "nt":  # nothing that is open can be deleted there
        shutil.rmtree(folder)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != LOCK_FILE:
            path.unlink()


def _clear_empty(folder: Path) -> None:
    """Take away a folder whose lock was not made, or was taken away already; one that is just being made is young."""
    if time.time() - folder.stat().st_mtime > _YOUNG and not any(folder.iterdir()):
        folder.rmdir()


def _is_own_folder(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return os.name == "nt" or folder.lstat().st_uid == os.geteuid()


def _is_at(handle: int, path: Path) -> bool:
    """Tell whether an open file is still the one under a name."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False
