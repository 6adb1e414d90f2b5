"""A build that is killed at any moment leaves the board that was there, and the next one takes its litter away."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from core.board_files.order import BoardOrder, EngineName
from tests.support.boards import built, exported
from tests.support.killed_publications import killed_build, next_build_faults
from tests.support.worlds import copied, empty_store

pytestmark = pytest.mark.slow
KILLS = 4


def test_killed_builds(small_board: Path, tmp_path: Path) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "bureau.db")
    with store.write("test", "coverage", "", 0):
        store.db.execute("INSERT INTO coverage VALUES ('alert', 1, 19000, 19800)")
    exported(store, tmp_path / "facts")
    store.close()
    place = tmp_path / "boards"
    place.mkdir()
    out, draw = place / "board.db", random.Random(7)
    out.write_bytes(small_board.read_bytes())

    def build() -> object:
        return built(EngineName.SQLITE, BoardOrder(tmp_path / "facts", out))

    began = time.monotonic()
    assert next_build_faults(build, out) == []
    longest = time.monotonic() - began
    for kill in range(KILLS):
        moment = draw.uniform(0, longest)
        assert killed_build(tmp_path / "facts", out, moment, EngineName.SQLITE) == [], kill
    assert next_build_faults(build, out) == []
