"""Boards whose every sum is so many times another board's: whatever is drawn of one tells of which it is."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from core.board_files.draft import opened_board
from core.store.catalogue_tables import GRAINS, cube_columns
from core.store.raw_connection import WRITE


def scaled_board(board: Path, path: Path, factor: int) -> Path:
    """Copy a board with all its sums multiplied, as the version of the data of that number."""
    shutil.copyfile(board, path)
    path.chmod(0o600)
    with closing(opened_board(path, WRITE)) as store:
        store.db.execute("PRAGMA journal_mode = DELETE")
        store.conn.execute("BEGIN")
        for grain in GRAINS:
            sums = ", ".join(f"{column} = {column} * {factor}" for column in cube_columns(store.catalogue, grain))
            store.db.execute(f"UPDATE {grain} SET {sums}")
        store.db.execute("UPDATE meta SET value = ? WHERE key = 'data_version'", [factor])
        store.conn.execute("COMMIT")
    return path
