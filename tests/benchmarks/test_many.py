"""A small run of many walls on one process, beside as many of the empty page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks import many, viewers
from benchmarks.many import Timed
from benchmarks.refresh import CHIEF, EMPTY
from benchmarks.viewers import ViewerCost
from dashboards import theme


@pytest.mark.slow
def test_walls_refresh_side_by_side(demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "START_IN", 0.5)
    monkeypatch.setattr(theme, "REFRESH_SECONDS", 0.5)
    # A browser test before may have left a loop running in this thread.
    with ThreadPoolExecutor(1) as elsewhere:
        costs = elsewhere.submit(viewers.measure, demo_db, tmp_path, 3, 6).result()
    assert set(costs) == {CHIEF, EMPTY}
    for cost in costs.values():
        assert cost.lost == 0 and cost.refreshes >= 6 and cost.processor_ms > 0 and cost.p50_ms <= cost.p95_ms


def test_a_viewer_is_told_against_one_of_the_empty_page() -> None:
    costs = {CHIEF: ViewerCost(40, 6.0, 9.0, 20.0, 0), EMPTY: ViewerCost(41, 4.0, 5.0, 8.0, 1)}
    assert viewers.ratio(costs) == 1.5
    assert viewers.report(costs, 50).splitlines()[-2:] == [
        "| chief, new data | 40 | 6.0 | 1.50 | 9 (20) | 0 |",
        "| empty page | 41 | 4.0 | 1.00 | 5 (8) | 1 |",
    ]


def test_a_row_tells_what_walls_have_cost() -> None:
    assert many.line("x", Timed([0.01, 0.03], 0), 0.5, 0.0042, 200.0) == "| x | 2 | 20 | 29 | 50 % | 4.2 | 200 | 0 |"
