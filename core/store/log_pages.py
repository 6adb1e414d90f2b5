"""Reads whether a log (-wal) says anything that is not in its file yet (https://www.sqlite.org/fileformat2.html, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from core.store.own_bytes import read_at

_HEADER = Struct(">8I")  # magic, version, page size, checkpoint, salt, salt, checksum, checksum
_FIRST = 1
_COMMIT_COUNTS = (slice(24, 28), slice(92, 100))  # in the first page: which change it is, and whose SQLite made it
_FRAME = Struct(">6I")  # page, size of the file after a commit or 0, salt, salt, checksum, checksum


def repeats_file(path: Path, *, is_encrypted: bool) -> bool:
    """Return True if every committed page of the log stands in the file as it is in the log.

    A commit of nothing writes the first page again with the number of one change more, or encrypted anew; of an
    encrypted one its salt tells whoever reads it whether it is the file's own.
    """
    try:
        with Path(f"{path}-wal").open("rb") as log:
            size, newest = _newest(log)
            if is_encrypted:
                newest.pop(_FIRST, None)
            return all(
                _without_counts(page, _page(path, size, page)) == _without_counts(page, _content(log, size, place))
                for page, place in newest.items()
            )
    except OSError:
        return False


def repeats_page(path: Path, page: int) -> bool:
    """Return True if the log holds this page, committed, as it stands in the file.

    So it is where the log was being taken into the file, lowest pages first, and the disk was full or the power went.
    """
    try:
        with Path(f"{path}-wal").open("rb") as log:
            size, newest = _newest(log)
            return page in newest and _page(path, size, page) == _content(log, size, newest[page])
    except OSError:
        return False


def _newest(log: BinaryIO) -> tuple[int, dict[int, int]]:
    """Return the size of a page, and by page the place of its last committed content; none in a log without a head."""
    header = log.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return 0, {}
    size = _HEADER.unpack(header)[2]
    return size, dict(_committed(log, size, header[16:24]))


def _committed(log: BinaryIO, size: int, salt: bytes) -> Iterator[tuple[int, int]]:
    """Yield the page and the place of each frame of this round of the log, up to its last commit."""
    waiting: list[tuple[int, int]] = []
    while len(head := log.read(_FRAME.size)) == _FRAME.size and head[8:16] == salt:
        place = log.tell()
        page, size_after, *_ = _FRAME.unpack(head)
        waiting.append((page, place))
        log.seek(place + size)
        if size_after:
            yield from waiting
            waiting = []


def _page(path: Path, size: int, page: int) -> bytes:
    return read_at(path, (page - 1) * size, size)


def _content(log: BinaryIO, size: int, place: int) -> bytes:
    log.seek(place)
    return log.read(size)


def _without_counts(page: int, content: bytes) -> bytes:
    """Return a page without what every commit counts up in the first one."""
    if page != _FIRST:
        return content
    blanked = bytearray(content)
    for counts in _COMMIT_COUNTS:
        blanked[counts] = bytes(len(blanked[counts]))
    return bytes(blanked)
