"""Hours that stand out: seldom by chance, found where they are truly fuller, and else the stretch of the day."""

from __future__ import annotations

import numpy as np
import pytest

from core.features.fullest_hours import busiest_stretch, fullest_cell

HOURS = np.array([3, 2, 1, 1, 1, 1, 2, 4, 6, 6, 5, 5, 4, 5, 6, 6, 7, 8, 10, 9, 8, 7, 6, 4], float)
DAYS = np.array([1, 1, 1, 1, 1.1, 1.2, 1.15])
WEEK = np.outer(DAYS / DAYS.sum(), HOURS / HOURS.sum())


@pytest.mark.parametrize("total", [60, 300, 3_000, 30_000])
@pytest.mark.parametrize("phi", [1.0, 2.0])
def test_a_cell_is_seldom_named_by_chance(total: int, phi: float) -> None:
    rng, mean = np.random.default_rng(total), total * WEEK
    draws = [rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi) for _ in range(200)]
    named = sum(fullest_cell(draw.tolist()) is not None for draw in draws)
    assert named <= 0.05 * len(draws)


def test_a_cell_that_is_truly_fuller_is_found() -> None:
    counts = np.random.default_rng(1).poisson(30_000 * WEEK)
    counts[4, 18] += int(0.6 * counts[4, 18])
    cell = fullest_cell(counts.tolist())
    assert cell and (cell.day, cell.hour, cell.observed) == (4, 18, counts[4, 18])
    assert cell.expected < cell.observed


def test_the_fullest_hours_of_every_day_are_no_single_cell() -> None:
    counts = np.rint(30_000 * WEEK).astype(int).tolist()
    assert fullest_cell(counts) is None
    stretch = busiest_stretch(counts)
    assert stretch and stretch.first == 17


def test_even_or_empty_weeks_have_nothing_to_name() -> None:
    for count in (0, 3):
        week = [[count] * 24] * 7
        assert fullest_cell(week) is None and busiest_stretch(week) is None
