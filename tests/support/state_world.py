"""A board of the small demonstration with a state file beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.board_files.order import BoardOrder, EngineName
from core.store.open import open_store
from core.store.state.create import create_state
from tests.support.boards import built, exported

NOW = 1_793_500_000  # November 2026


def board_of(database: Path, folder: Path, name: str = "board.db") -> Path:
    """Build a board of a database, which stays as it is."""
    store = open_store(database, read_only=True)
    exported(store, folder / "facts")
    store.close()
    board = folder / name
    built(EngineName.SQLITE, BoardOrder(folder / "facts", board, None, 14, False))
    return board


def state_beside(board: Path, folder: Path, **parts: object) -> Path:
    """Make a state file beside a copy of a board, so that the board may be replaced; return the state file."""
    own_board = Path(shutil.copy(board, folder / "shown.db"))
    path = folder / "state.db"
    create_state(path, own_board, actor="test", now=NOW, **parts)  # type: ignore[arg-type]
    return path
