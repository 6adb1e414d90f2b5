"""Reads whether a log (-wal) says anything that is not in its file yet (https://www.sqlite.org/fileformat2.html, 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from struct import Struct, unpack
from typing import BinaryIO, NamedTuple

from core.store.own_bytes import read_at

_HEADER = Struct(">8I")  # magic, version, page size, checkpoint, salt, salt, checksum, checksum
_FIRST = 1
_COMMIT_COUNTS = (slice(24, 28), slice(92, 100))  # in the first page: which change it is, and whose SQLite made it
_FRAME = Struct(">6I")  # page, size of the file after a commit or 0, salt, salt, checksum, checksum
_SUMMED = 8  # bytes of a frame's head that its checksums are of, with the page; they go on from those of the one before
_SUMS = Struct(">2I")
_WORD = 0xFFFF_FFFF


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
    magic, _, size, *_ = _HEADER.unpack(header)
    words = f"{'<>'[magic & 1]}{(_SUMMED + size) // 4}I"
    commits = list(_commits(log, size, header[16:24]))
    while commits and not _is_whole(log, commits[-1], words, size):
        commits.pop()  # it was cut short, by a full disk or a loss of power: SQLite does not count it either
    return size, {frame.page: frame.place for frames in commits for frame in frames}


class _Frame(NamedTuple):
    """A page in the log: where its content lies, and the sums before it and behind it."""

    page: int
    place: int
    before: tuple[int, int]
    behind: tuple[int, int]


def _commits(log: BinaryIO, size: int, salt: bytes) -> Iterator[list[_Frame]]:
    """Yield the frames of each commit of this round of the log."""
    log.seek(_HEADER.size - 8)
    before = _SUMS.unpack(log.read(_SUMS.size))
    frames: list[_Frame] = []
    while len(head := log.read(_FRAME.size)) == _FRAME.size and head[8:16] == salt:
        page, size_after, _, _, *behind = _FRAME.unpack(head)
        frames.append(_Frame(page, log.tell(), before, (behind[0], behind[1])))
        before = frames[-1].behind
        log.seek(frames[-1].place + size)
        if size_after:
            yield frames
            frames = []


def _is_whole(log: BinaryIO, frames: Sequence[_Frame], words: str, size: int) -> bool:
    """Tell by the sums that the frames of a commit are all there as they were written."""
    for frame in frames:
        log.seek(frame.place - _FRAME.size)
        summed = log.read(_SUMMED) + _content(log, size, frame.place)
        if len(summed) < _SUMMED + size:
            return False
        numbers, (first, second) = unpack(words, summed), frame.before
        for one, other in zip(numbers[::2], numbers[1::2], strict=True):
            first = first + one + second & _WORD
            second = second + other + first & _WORD
        if (first, second) != frame.behind:
            return False
    return True


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
