"""The spread of a station's work as its card tells it."""

from __future__ import annotations

import pytest

from core.features.stations.workload import WorkLoad, spread_over
from dashboards.pages.station import workload


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        ([2, 3, 5, 7, 9], "中位 5，中间一半 2.5–8 起"),
        ([2, 3, 5, 7, 9, 12], "中位 6，中间一半 3.3–9.3 起"),
    ],
    ids=["odd", "even"],
)
def test_a_team_of_any_size_has_a_line(amounts: list[int], text: str) -> None:
    by_officer = dict(zip("abcdef", amounts, strict=False))
    spread = spread_over("组", list(by_officer), WorkLoad("m", "量", "起", by_officer), with_amounts=False)
    assert workload.line(spread)["text"] == text
