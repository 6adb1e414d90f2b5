"""A quartile tells of a group and of nobody in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.features.quartiles import MIN_MEMBERS, quartiles


@pytest.mark.parametrize(
    ("values", "low", "median", "high"),
    [
        ([5, 1, 2, 4, 3], 1.5, 3, 4.5),
        ([1, 2, 3, 4, 5, 6], 2, 3.5, 5),
        ([10, 20, 30, 40, 60, 70, 80, 100], 25, 50, 75),
        ([1, 2, 4, 8, 16, 32, 64, 128, 256], 3, 16, 96),
    ],
)
def test_by_hand(values: list[float], low: float, median: float, high: float) -> None:
    assert quartiles(values) == (low, median, high)


@given(st.lists(st.integers(0, 1000), min_size=MIN_MEMBERS, max_size=40, unique=True))
def test_each_is_a_mean_of_two_or_three(values: list[int]) -> None:
    spread = quartiles(values)
    assert spread is not None and min(values) < spread.low <= spread.median <= spread.high < max(values)
    below = sum(value < spread.low for value in values)
    assert abs(below - len(values) / 4) <= 1, "a quarter of them lies below"
