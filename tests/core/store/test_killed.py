"""A process killed in the middle of what it does: the database is whole, and what was acknowledged is there."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.support.killed_acts import Done, acting_store
from tests.support.killed_process import faults_left, killed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no fork there")]

MOMENTS = 10
LONGEST = 0.25  # seconds from the first acknowledgement to the kill


@pytest.mark.parametrize("seed", range(MOMENTS))
def test_nothing_acknowledged_is_lost_and_the_database_is_whole(tmp_path: Path, seed: int) -> None:
    acting_store(tmp_path).close()
    path, acknowledged = tmp_path / "bureau.db", set[Done]()
    for kills in (1, 2):  # the second one begins with what a killed process has left
        draw = seed * 2 + kills  # another one each time: a name that was looked at is not drawn again
        acknowledged |= set(killed(path, draw, random.Random(draw).uniform(0, LONGEST)))
        assert faults_left(path, acknowledged, kills) == []
