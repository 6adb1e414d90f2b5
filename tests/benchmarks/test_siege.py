"""A small siege: the wall goes on, visitors are answered, and the memory is given back or kept for reuse."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.siege import Plan, siege

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="addresses 127.x, /proc")]
MOST_GROWTH_MB = 200  # 137 on a machine with five times as much to do, where more of them are held at once


def test_the_wall_goes_on_under_a_small_siege(demo_db: Path) -> None:
    (before, during, after), (said,) = siege(demo_db, Plan(besiegers=280, seconds=8, interval=1.0))
    assert said["entered"] >= 280 and said["most"] > 100, "there was a siege"
    assert during.files - before.files > 100, "the server held them"
    assert len(during.refreshes) >= 3 and during.lost_walls == 0
    assert during.visits and during.failed_visits == 0
    assert after.files < during.files / 2 and after.refreshes
    assert max(during.memory_mb, after.memory_mb) - before.memory_mb < MOST_GROWTH_MB
