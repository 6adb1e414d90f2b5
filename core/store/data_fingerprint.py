"""Tells by what writes the data of a database came to be: two files of one fingerprint hold the same data.

The version of the data alone does not tell: a backup that is put back counts on from its own. Each write leaves a line
of the trail, whose hash holds all lines before it; so a fingerprint whose line is in the trail is of this very file's
past. What was issued on paper is written without a new version, and may hide later figures: its number belongs to the
fingerprint.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlite_utils import Database

from core.store.board_file import is_board_file
from core.store.bulletin_cells import last_issue
from core.store.errors import StoreError
from core.store.overlays import rules_digest, stored_overlays
from core.store.raw_connection import READ, raw_connect, sqlite3
from core.store.state.state_file import is_state_file, noted_board

if TYPE_CHECKING:
    from sqlite3 import Connection

_VERSION = "SELECT value FROM meta WHERE key = 'data_version'"
_NEWEST_LINE = "SELECT ifnull(max(id), 0) FROM audit"
_BOARD_MARKS = 4  # that tell a board from another in its place, after its path
_LINE = "SELECT data_version, hash FROM audit WHERE id = ?"


class _Line(NamedTuple):
    data_version: int
    hash: str


_NO_LINE = _Line(0, "")


class DataFingerprint(NamedTuple):
    """The last write of a database by the number and the hash of its line; the last issue on paper; rules; the board.

    rules: the digest of the bureau's own catalogue files. A board file has no writes, a database that has sums of its
    own no board, and with a board the rules are the board's.
    """

    line: int
    hash: str
    issue: int
    rules: str
    board: str

    @property
    def board_file(self) -> str:
        """The path of the board; empty where there is none."""
        return self.board.rsplit(" ", _BOARD_MARKS)[0]


def data_fingerprint(path: Path) -> DataFingerprint | None:
    """Return the fingerprint of a database's data, of a state file with its board; None where it cannot be told.

    A tool that writes past the program leaves no line: it is not noticed here.
    """
    try:
        if is_board_file(path):
            return DataFingerprint(0, "", 0, "", _of_board(path))
        with _reading(path) as connection:
            number = _last_write(connection)
            if number is None:
                return None
            rules, board = "", ""
            if is_state_file(path):
                board = _of_board(noted_board(connection, path))
            else:
                rules = rules_digest(stored_overlays(Database(connection)))
            return DataFingerprint(number, _line(connection, number).hash, last_issue(connection), rules, board)
    except (sqlite3.Error, StoreError, OSError):  # whoever reads the data themselves will be told why
        return None


def is_of_the_past(fingerprint: DataFingerprint, path: Path, now: DataFingerprint) -> bool:
    """Return whether a fingerprint is of earlier data of a database, which has another `now`, and of the same board.

    What was shown before an issue on paper, or by other rules, is nothing to go by after it: they may hide it.
    """
    if fingerprint[2:] != now[2:] or not 0 < fingerprint.line < now.line:
        return False
    try:
        with _reading(path) as connection:
            return _line(connection, fingerprint.line).hash == fingerprint.hash
    except (sqlite3.Error, StoreError, OSError):
        return False


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    with closing(raw_connect(path, READ)) as connection:
        connection.execute("BEGIN")
        yield connection


def _last_write(connection: Connection) -> int | None:
    """Return the number of the line of the write that the data came to be by; None where the trail has none.

    It is the first one of their version. Those that leave the data as they are follow it, perhaps very many.
    """
    version, (newest,) = connection.execute(_VERSION).fetchone(), connection.execute(_NEWEST_LINE).fetchone()
    if version is None:
        return None
    lines = range(1, newest + 1)  # numbered without a gap, of versions that only rise
    place = bisect_left(lines, version[0], key=lambda number: _line(connection, number).data_version)
    line = _line(connection, lines[place]) if place < newest else _NO_LINE
    return lines[place] if line.data_version == version[0] and line.hash else None


def _line(connection: Connection, number: int) -> _Line:
    row = connection.execute(_LINE, [number]).fetchone()
    return _NO_LINE if row is None else _Line(*row)


def _of_board(board: Path) -> str:
    """Return the fingerprint of a file that nobody writes: another board is another file, or was changed later."""
    stat = board.stat()
    return f"{board.resolve()} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"
