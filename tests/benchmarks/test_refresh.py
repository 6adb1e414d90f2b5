"""The benchmark of a refresh runs: real servers, a real browser. Nothing here is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.refresh import CHIEF, EMPTY, UNCHANGED, USUAL, table

pytestmark = pytest.mark.browser


def test_every_page_refreshes_and_is_counted(demo_db: Path, tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.json"
    command = [sys.executable, "-m", "benchmarks.refresh", "--db", str(demo_db), "--json", str(numbers)]
    # A process of its own: the browser tests of this one keep a Playwright of theirs.
    done = subprocess.run(
        [*command, "--seconds", "1", "--turns", "1", "--interval", "1"], capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(numbers.read_text("utf-8"))
    alone, beside = result["alone"], result["beside the usual"]
    assert set(alone) == {CHIEF, UNCHANGED, EMPTY} and set(beside) == {CHIEF, UNCHANGED, EMPTY, USUAL}
    assert all(cost["refreshes"] > 0 for cost in (*alone.values(), *beside.values()))
    assert result["new versions"] > 3
    assert result["alerts shown"] == result["alerts written"]  # what was written came to the screen
    assert EMPTY in done.stdout


def test_a_stretch_too_short_for_the_systems_clock_has_no_ratio() -> None:
    costs = {
        name: {"ms": ms, "turns, ms": [ms], "refreshes": 2, "beside the server, ms": 0.0}
        for name, ms in ((CHIEF, 5.0), (EMPTY, 0.0))
    }
    assert [line.split("|")[-3].strip() for line in table(costs)[2:]] == ["—", "—"]
