"""The benchmark of inertia keeps what the rule keeps, and prints its tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import inertia
from benchmarks.inertia import YearOfLooks, with_inertia

DAYS = 12
Day = tuple[bool, bool, bool, bool]  # stands, holds though it does not stand, falls, begins anew


def told(days: list[Day], index: int, back: int) -> bool:
    """The rule as one would say it, of one comparison."""
    stands, holds, falls, begins = days[index]
    if stands:
        return True
    if not holds or not back or index == 0 or begins or falls != days[index - 1][2]:
        return False
    return told(days, index - 1, back - 1)


@given(st.lists(st.tuples(*[st.booleans()] * 4), min_size=DAYS, max_size=DAYS), st.integers(0, DAYS))
def test_what_is_kept_is_what_an_obvious_reading_keeps(days: list[Day], back: int) -> None:
    stands, holds, falls, begins = (np.array(column) for column in zip(*days, strict=True))
    shape = (DAYS, 1, 1, 1)
    looks = YearOfLooks(stands.reshape(shape), (stands | holds).reshape(shape), falls.reshape(shape), np.cumsum(begins))
    assert with_inertia(looks, back).reshape(-1).tolist() == [told(days, index, back) for index in range(DAYS)]


@pytest.mark.slow
def test_the_tables_are_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["inertia", "--boards", "2", "--days", "33", "--periods", "last30"]
    monkeypatch.setattr("sys.argv", words)
    inertia.main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines if line.startswith("| ")] == [
        *("| period", "| last30", "| any of these", "| months that are over"),
        *("| period", "| last30", "| period", "| last30"),
    ]
