"""Tells by what writes the data of a database came to be: two files of one fingerprint hold the same data.

The version of the data alone does not tell: a backup that is put back counts on from its own. Each write leaves a line
of the trail, whose hash holds all lines before it. What was issued on paper is written without a new version, and may
hide later figures: its number belongs to the fingerprint.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from core.store.board_file import is_board_file
from core.store.bulletin_cells import last_issue
from core.store.errors import StoreError
from core.store.raw_connection import READ, raw_connect, sqlite3
from core.store.state.state_file import is_state_file, noted_board

_VERSION = "SELECT value FROM meta WHERE key = 'data_version'"
_LINE_BEFORE = "SELECT id FROM audit WHERE data_version < ? ORDER BY id DESC LIMIT 1"
_WRITE = "SELECT hash FROM audit WHERE id > ? ORDER BY id LIMIT 1"


def data_fingerprint(path: Path) -> str | None:
    """Return the fingerprint of a database's data, of a state file with its board; None where it cannot be told.

    A tool that writes past the program leaves no line: it is not noticed here.
    """
    try:
        if is_board_file(path):
            return _of_board(path)
        with closing(raw_connect(path, READ)) as connection:
            connection.execute("BEGIN")
            row = connection.execute(_VERSION).fetchone()
            before = connection.execute(_LINE_BEFORE, row).fetchone() if row else None
            line = connection.execute(_WRITE, before or [0]).fetchone()
            if row is None or line is None or not line[0]:
                return None
            own = f"{row[0]} {line[0]} {last_issue(connection)}"
            return f"{own} {_of_board(noted_board(connection, path))}" if is_state_file(path) else own
    except (sqlite3.Error, StoreError, OSError):  # whoever reads the data themselves will be told why
        return None


def _of_board(board: Path) -> str:
    """Return the fingerprint of a file that nobody writes: another board is another file, or was changed later."""
    stat = board.stat()
    return f"{board.resolve()} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"
