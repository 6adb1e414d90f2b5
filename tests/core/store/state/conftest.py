"""A board of the small demonstration, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.made_once import made_once
from tests.support.state_world import board_of


@pytest.fixture(scope="session")
def demo_board(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board file, not to be replaced."""

    def make(path: Path) -> None:
        board_of(demo_db, tmp_path_factory.mktemp("facts")).rename(path)

    return made_once(tmp_path_factory, "demo-board.db", make)
