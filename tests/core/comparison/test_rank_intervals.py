"""A unit's rank interval, computed in place, against the definition written out."""

from __future__ import annotations

import numpy as np
import pytest

from core.comparison.ranks import intervals_of_draws
from core.metrics.arrays import Floats

LEVEL = 0.95


def interval_by_definition(drawn: Floats, index: int) -> tuple[int, int]:
    """Return 1 + how many others are surely before, and all but those surely behind, one other after the other."""
    others = [other for other in range(drawn.shape[1]) if other != index]
    differences = [drawn[:, index] - drawn[:, other] for other in others]
    spreads = [max(difference.std(), 1e-300) for difference in differences]
    farthest = [
        max(
            abs(difference[draw] - difference.mean()) / spread
            for difference, spread in zip(differences, spreads, strict=True)
        )
        for draw in range(len(drawn))
    ]
    beyond = np.quantile(farthest, LEVEL)
    margins = [difference.mean() / (beyond * spread) for difference, spread in zip(differences, spreads, strict=True)]
    return 1 + sum(margin > 1 for margin in margins), 1 + len(others) - sum(margin < -1 for margin in margins)


def interval(drawn: Floats, index: int) -> tuple[int, int]:
    return intervals_of_draws(drawn, LEVEL)[index]


@pytest.mark.parametrize("units", [2, 3, 6])
def test_a_rank_interval_is_that_of_the_definition(units: int) -> None:
    rng = np.random.default_rng(units)
    seen = set()
    for _ in range(4):
        drawn = rng.beta(rng.integers(1, 60, units), rng.integers(1, 60, units), (200, units))
        for index in range(units):
            assert interval(drawn, index) == interval_by_definition(drawn, index)
            seen.add(interval(drawn, index))
    assert len(seen) > 1  # not the same for all


def test_alone_a_unit_is_first_and_the_same_levels_have_every_rank() -> None:
    drawn = np.random.default_rng(1).random((50, 1))
    assert interval(drawn, 0) == (1, 1)
    assert interval(np.repeat(drawn, 3, axis=1), 1) == (1, 3)
