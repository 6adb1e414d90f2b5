"""Tells whether a database, and of a state file the board too, is still the file that was opened."""

from __future__ import annotations

import os
from pathlib import Path

from core.store.errors import StoreError
from core.store.file_identity import FileWatch
from core.store.state.state_file import is_state_file, noted_place, shown_board


def watch_of(path: Path) -> FileWatch:
    """Begin to watch a database; of a state file the board that it is opened with is watched as well."""
    place = noted_place(path) if is_state_file(path) else None
    return FileWatch(path) if place is None else StateWatch(path, place)


class StateWatch(FileWatch):
    """Watches a state file and the board beside it: another board is another database, whose figures are others."""

    def __init__(self, path: Path, place: Path) -> None:
        super().__init__(path)
        self._place = place
        self._board = shown_board(place)
        self._board_stat = _board_stat(self._board)

    def is_same(self) -> bool:
        """Return True while state file and board are the same. Raises StoreError (Chinese) if one of them is gone."""
        if not super().is_same():
            return False
        board = shown_board(self._place)
        stat = _board_stat(board)
        return board == self._board and _key(stat) == _key(self._board_stat)


def _key(stat: os.stat_result) -> tuple[int, int, int, int]:
    return stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size


def _board_stat(board: Path) -> os.stat_result:
    try:
        return board.stat()
    except OSError as error:
        raise StoreError(f"找不到看板文件：{board}") from error
