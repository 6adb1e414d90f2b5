"""Files that are there whole or not at all: written beside their place and put there at once.

A draft is locked while it is written, so that one that a killed process has left is known, and goes with the next file
that is written into its folder.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from core.store.file_lock import try_lock

_BEFORE, _AFTER = ".fengjing-", ".part"  # of a draft's name, short because the file's own may be as long as may be
_TRIES = 3  # where no lock is to be had, as in some network folders, the last draft is written without


def write_whole(path: Path, content: bytes | str, *, is_new: bool = False, mode: int = 0o666) -> None:
    """Write a file whole or not at all, text as UTF-8. Raises OSError that names it, as `whole_file` does."""
    with whole_file(path, is_new=is_new, mode=mode) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def whole_file(path: Path, *, is_new: bool = False, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Let a file be written inside the block and put it into its place at the end; of a block that fails nothing stays.

    A link is replaced, not followed. A file that is replaced keeps its mode, a new one gets `mode` without the umask's.
    What is no file, such as a pipe, is written as it is. Raises OSError that names `path`; FileExistsError where
    something is there and `is_new`.
    """
    try:
        if _is_stream(path):
            with path.open("wb") as stream:
                yield stream
            return
        if is_new and os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        _clear(path.parent)
        with _draft(path.parent, mode) as stream:
            draft = Path(stream.name)
            try:
                if path.is_file() and not path.is_symlink():
                    draft.chmod(stat.S_IMODE(path.stat().st_mode))
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
                if os.name == "nt":
                    stream.close()  # nothing that is open can be renamed there
                _put(draft, path, is_new=is_new)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
        sync_folder(path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def sync_folder(folder: Path) -> None:
    """Let new names in a folder last a loss of power; Windows keeps them by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_stream(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _draft(folder: Path, mode: int) -> BinaryIO:
    """Make an empty file that is locked until it is closed; one that was cleared away before it was is made anew."""
    for tries_left in reversed(range(_TRIES)):
        path = folder / f"{_BEFORE}{secrets.token_hex(8)}{_AFTER}"
        stream: BinaryIO = open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode))  # noqa: SIM115
        is_held = try_lock(stream.fileno()) and path.exists()
        if is_held or not tries_left:
            return stream
        stream.close()
        path.unlink(missing_ok=True)
    raise AssertionError


def _put(draft: Path, path: Path, *, is_new: bool) -> None:
    if not is_new:
        draft.replace(path)
        return
    try:
        os.link(draft, path)  # which nothing that is there lets happen
    except FileExistsError:
        raise
    except OSError:  # such as of a memory stick, which has no second names of a file
        path.open("xb").close()
        draft.replace(path)
    else:
        draft.unlink()


def _clear(folder: Path) -> None:
    """Take away drafts that nobody has locked: the processes that wrote them are gone."""
    for draft in folder.glob(f"{_BEFORE}*{_AFTER}"):
        with suppress(OSError):
            handle = os.open(draft, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            try:
                is_left = try_lock(handle)
                if is_left and os.name != "nt":
                    draft.unlink()  # while it is locked: whoever has just made it then knows
            finally:
                os.close(handle)
            if is_left and os.name == "nt":
                draft.unlink()  # nothing that is open can be deleted there
