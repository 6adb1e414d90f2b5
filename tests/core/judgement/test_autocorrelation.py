"""Dispersion of windows longer than a month, where what lasts from month to month adds up."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.autocorrelation import Kind, boards_of_24, coverage
from benchmarks.judgement import false_rates
from benchmarks.steps import told
from benchmarks.story_free import autoregression
from core.judgement.autocorrelation import (
    DAYS_A_MONTH,
    GRID,
    PRIOR_DECAY,
    MonthDispersion,
    count_months,
    rate_months,
    variance_growth,
)
from core.judgement.season_layout import apply_layout, months_behind, season_layout
from core.metrics.types import Window
from core.time.days import day_number
from core.time.reporting_calendar import CALENDAR

WINDOW = Window(day_number(date(2026, 1, 1)), day_number(date(2026, 10, 31)))
MONTHS = months_behind(WINDOW, CALENDAR)
LAYOUT = season_layout(WINDOW, MONTHS, [True] * len(MONTHS), CALENDAR)
QUARTER = 92


def months_of(shocks: np.ndarray, mean: float, seed: int) -> MonthDispersion:
    """φ and ρ of Poisson months about a mean times (1 + shock)."""
    drawn = np.random.default_rng(seed).poisson(mean * np.clip(1 + shocks, 0.1, None)).astype(float)
    return count_months(apply_layout(drawn, LAYOUT), LAYOUT.days, WINDOW.start.month - 1)


@pytest.mark.parametrize("months", [1, 2, 3, 10, 12, 24])
def test_growth_is_that_of_a_sum_of_months(months: int) -> None:
    lags = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    naive = [np.power(rho, lags).sum() / months for rho in GRID]
    assert variance_growth(float(months)) == pytest.approx(np.array(naive))


def test_windows_up_to_a_month_keep_the_dispersion_of_months() -> None:
    spread = months_of(np.zeros((50, len(MONTHS))), 100, 1)
    assert variance_growth(0.2) == pytest.approx(np.ones(len(GRID)))
    assert spread.over(7).phi == pytest.approx(spread.over(int(DAYS_A_MONTH)).phi)
    assert spread.over(7).phi == pytest.approx(spread.phi, rel=0.06)


def test_longer_windows_are_wilder_and_less_well_known() -> None:
    spread = months_of(0.2 * autoregression(np.random.default_rng(2), (200, len(MONTHS)), 0.5), 500, 3)
    by_length = [spread.over(days) for days in (30, QUARTER, 304)]
    for shorter, longer in pairwise(by_length):
        assert (longer.phi > shorter.phi).all() and (longer.df <= shorter.df + 1e-9).all()


def test_months_that_follow_each_other_weigh_for_a_larger_correlation() -> None:
    rng = np.random.default_rng(4)
    means = [
        float((months_of(0.2 * autoregression(rng, (400, len(MONTHS)), rho), 500, 5).weights * GRID).sum(-1).mean())
        for rho in (0.0, 0.3, 0.7)
    ]
    assert means[0] < 0.2 < means[2] and means[0] < means[1] < means[2]


def test_months_without_events_or_history_leave_the_prior() -> None:
    prior = np.exp(-PRIOR_DECAY * GRID) / np.exp(-PRIOR_DECAY * GRID).sum()
    empty = count_months(np.zeros((2, *LAYOUT.days.shape)), LAYOUT.days, WINDOW.start.month - 1)
    none = count_months(np.zeros((2, *LAYOUT.days.shape)), np.zeros(LAYOUT.days.shape), WINDOW.start.month - 1)
    for spread in (empty, none):
        assert spread.weights == pytest.approx(np.broadcast_to(prior, (2, len(GRID))))
        assert np.isfinite(spread.over(304).phi).all() and (spread.over(304).df > 1).all()


def test_a_rate_is_looked_at_by_itself_whatever_the_others_lack() -> None:
    rng = np.random.default_rng(6)
    sizes = apply_layout(rng.poisson(80, (6, len(MONTHS))), LAYOUT)
    sizes[3, :, 3] = 0  # no first year
    sizes[4, 5, 2] = 0  # one month without records
    hits = np.floor(sizes * 0.9)
    whole = rate_months(hits, sizes, WINDOW.start.month - 1, LAYOUT.days > 0).to_rows()
    alone = [rate_months(hits[[i]], sizes[[i]], WINDOW.start.month - 1, LAYOUT.days > 0).to_rows()[0] for i in range(6)]
    assert whole == pytest.approx(np.array(alone))
    assert MonthDispersion.from_rows(whole).to_rows() == pytest.approx(whole)


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.0, 0.5])
@pytest.mark.parametrize(("kind", "mean", "phi"), [("count", 200, 4), ("count", 20, 1.5), ("rate", 200, 2)])
@pytest.mark.parametrize("period", ["2026-10", "2026Q3", "ytd"])
def test_intervals_hold_the_truth(kind: str, mean: float, phi: float, rho: float, period: str) -> None:
    measured = coverage(Kind(kind, mean, phi, rho), period, runs=1500)
    assert measured.judged >= 0.93 - 2.5 * np.sqrt(0.93 * 0.07 / 1500)
    if period == "ytd" and rho:
        assert measured.independent < 0.9  # what months taken for independent would promise in vain


@pytest.mark.slow
@pytest.mark.parametrize(("period", "most"), [("2026Q3", 0.05), ("ytd", 0.02)])
def test_boards_without_change_seldom_claim_one_at_a_correlation_of_one_half(period: str, most: float) -> None:
    assert false_rates(boards_of_24(60, 7, 0.5), period, days_looked=1).at_one_look <= most


@pytest.mark.slow
def test_a_rise_within_the_period_does_not_hide_itself() -> None:
    """Were its own months among those that φ rests on, it would be told in none of a thousand histories."""
    kind = Kind("count", 1000, 4, 0.3)
    assert told(kind, 4, runs=300).share >= 0.85
    assert told(kind, None, runs=300).share <= 0.01


def test_the_periods_own_months_count_only_where_history_is_short() -> None:
    enough, few = ([index >= len(MONTHS) - 10 - earlier for index in range(len(MONTHS))] for earlier in (24, 22))
    assert season_layout(WINDOW, MONTHS, enough, CALENDAR).days[:, 0].sum() == 0
    assert season_layout(WINDOW, MONTHS, few, CALENDAR).days[:, 0].sum() == WINDOW.days
