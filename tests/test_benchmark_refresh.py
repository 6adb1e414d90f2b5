"""The benchmark of a refresh runs: real servers, a real browser. Nothing here is timed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.refresh import CHIEF, EMPTY, UNCHANGED, USUAL, measure, report

pytestmark = pytest.mark.browser


def test_every_page_refreshes_and_is_counted(demo_db: Path) -> None:
    result = measure(demo_db, seconds=3, turns=1, interval=1.0)
    assert set(result["refreshes"]) == {CHIEF, UNCHANGED, EMPTY, USUAL}
    assert all(count > 0 for count in result["refreshes"].values())
    assert result["new versions"] > 3
    assert result["alerts shown"] == result["alerts written"]  # what was written came to the screen
    assert EMPTY in report(result)
