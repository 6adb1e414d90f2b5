"""φ where the level moved in the months just before the window: they are left out where they stray, and only there."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import ArrayLike

from core.judgement.autocorrelation import MonthDispersion, count_months, rate_months
from core.judgement.recent_months import STRAYS, leaves_enough
from core.judgement.season_layout import apply_layout, months_behind, season_layout
from core.metrics.reporting_period import resolve_period
from core.time.reporting_calendar import CALENDAR

WINDOW = resolve_period("2026-10", date(2026, 10, 31), CALENDAR).window
MONTHS = months_behind(WINDOW, CALENDAR)
LAYOUT = season_layout(WINDOW, MONTHS, [True] * len(MONTHS), CALENDAR)
BEFORE = len(MONTHS) - 1  # the window is one month
RUNS, MEAN = 4_000, 300


def quiet(runs: int = RUNS) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Draw months of counts with twice the variance of chance."""
    rng = np.random.default_rng(3)
    return rng.poisson(rng.gamma(MEAN, 1.0, (runs, len(MONTHS))))


def judged(counts: ArrayLike, recent: bool = True) -> MonthDispersion:
    return count_months(apply_layout(counts, LAYOUT), LAYOUT.days, 9, LAYOUT.recent if recent else None)


@pytest.mark.parametrize("months_before", [1, 2, 3])
def test_a_fall_that_began_just_before_the_window_does_not_make_its_months_wild(months_before: int) -> None:
    counts = quiet(200)
    counts[:, BEFORE - months_before :] = counts[:, BEFORE - months_before :] * 6 // 10
    assert np.median(judged(counts).phi) < 2.5 < 3.5 < np.median(judged(counts, recent=False).phi)


def test_a_fall_within_the_base_year_still_does() -> None:
    counts = quiet(200)
    counts[:, BEFORE - 6 :] = counts[:, BEFORE - 6 :] * 6 // 10
    assert np.median(judged(counts).phi) > 6


def test_quiet_months_are_left_out_as_seldom_as_is_said() -> None:
    counts = quiet()
    with_all, with_recent = judged(counts, recent=False), judged(counts)
    left_out = (with_all.df != with_recent.df).mean()
    assert STRAYS / 3 < left_out < STRAYS * 2
    assert with_recent.phi.mean() == pytest.approx(with_all.phi.mean(), rel=0.01)


def test_a_rate_is_treated_alike() -> None:
    rng = np.random.default_rng(5)
    sizes = np.full((100, len(MONTHS)), 400)
    hits = rng.binomial(sizes, 0.9)
    hits[:, BEFORE - 2 :] = rng.binomial(400, 0.7, (100, 3))
    tables = apply_layout(hits, LAYOUT), apply_layout(sizes, LAYOUT)
    cells = LAYOUT.days > 0
    assert np.median(rate_months(*tables, 9, cells, LAYOUT.recent).phi) < 1.5
    assert np.median(rate_months(*tables, 9, cells).phi) > 4


def test_the_recent_cells_are_those_of_three_months_and_of_no_other() -> None:
    single = [[index == month for index in range(len(MONTHS))] for month in range(len(MONTHS))]
    in_recent = [bool((apply_layout(row, LAYOUT) * LAYOUT.recent).sum()) for row in np.array(single, float)]
    assert in_recent == [BEFORE - 3 <= index < BEFORE for index in range(len(MONTHS))]


def test_a_short_history_keeps_them() -> None:
    short = season_layout(WINDOW, MONTHS, [index >= BEFORE - 26 for index in range(len(MONTHS))], CALENDAR)
    assert leaves_enough(LAYOUT.days > 0, LAYOUT.recent)
    assert not leaves_enough(short.days > 0, short.recent)
    few = season_layout(WINDOW, MONTHS, [index >= BEFORE - 20 for index in range(len(MONTHS))], CALENDAR)
    assert few.days[:, 0].any()  # its own month is needed
    assert not leaves_enough(few.days > 0, few.recent)
