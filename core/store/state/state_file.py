"""Tells a state file from other databases, and says which board it was last opened with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from core.store.board_file import header_id, is_board_file
from core.store.errors import StoreError
from core.store.key import is_encrypted
from core.store.raw_connection import READ, raw_connect, sqlite3

if TYPE_CHECKING:
    from sqlite3 import Connection

STATE_ID = 0x464A_5803
BOARD_PATH = "board_path"  # key of meta: the board beside which the state is written, by its path on this machine
_resolvers: list[Callable[[Path], Path]] = []


class BoardMissing(StoreError):
    """The board that a state file was last opened with is not there."""

    def __init__(self, state: Path, board: str) -> None:
        self.board = board
        super().__init__(
            f"状态文件 {state} 配的看板不在了：{board or '还没有配过'}。"
            f"请运行 fengjing state use --db {state} --board 看板文件"
        )


def may_be_state(path: Path) -> bool:
    """Return True for a state file, and for an encrypted file, of which only its content tells."""
    return is_encrypted(path) or header_id(path) == STATE_ID


def is_state(connection: Connection, path: Path) -> bool:
    """Return True where a connection has a state file open: an ordinary database is not even looked into."""
    if not may_be_state(path):
        return False
    try:
        (application_id,) = connection.execute("PRAGMA main.application_id").fetchone()
    except sqlite3.DatabaseError:  # without its key, or damaged: who reads it will be told
        return False
    return bool(application_id == STATE_ID)


def is_state_file(path: Path) -> bool:
    """Tell a state file by its header; an encrypted one by opening it. Raises StoreError (Chinese) without its key."""
    if not path.is_file() or not is_encrypted(path):
        return header_id(path) == STATE_ID
    with closing(raw_connect(path, READ)) as connection:
        return is_state(connection, path)


def noted_place(path: Path) -> Path | None:
    """Return where the board of a state file is, as it was noted; None where nothing is."""
    with closing(raw_connect(path, READ)) as connection:
        return _noted_place(connection)


def _noted_place(connection: Connection) -> Path | None:
    row = connection.execute("SELECT value FROM main.meta WHERE key = ?", [BOARD_PATH]).fetchone()
    return None if row is None else Path(row[0])


def noted_board(connection: Connection, state: Path) -> Path:
    """Return the board that a state file is to be opened with. Raises BoardMissing (Chinese)."""
    place = _noted_place(connection)
    if place is None:
        raise BoardMissing(state, "")
    board = shown_board(place)
    if not is_board_file(board):
        raise BoardMissing(state, str(board))
    return board


def resolve_folders_by(resolve: Callable[[Path], Path]) -> None:
    """Say how to tell which board a folder of boards shows, before any such folder is opened."""
    _resolvers[:] = [resolve]


def shown_board(place: Path) -> Path:
    """Return the board file that is to be shown of a place: the file itself, or the one that a folder shows now.

    Raises StoreError (Chinese) of a folder where nobody has said how.
    """
    if not place.is_dir():
        return place
    if not _resolvers:
        raise StoreError(f"{place} 是文件夹：请写看板文件。")
    return _resolvers[0](place)
