"""The error within units and what follows from it: against slow readings and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import places
from core.comparison.funnel import between_variance, limits, sample, widening
from core.comparison.group_mean import against_group
from core.comparison.own_error import own_error
from core.comparison.types import AgainstGroup
from core.judgement.autocorrelation import GRID, count_months, rate_months, variance_growth
from core.judgement.dispersion import DEFAULT_PHI, Dispersion
from core.judgement.season_layout import SHAPE

pytestmark = pytest.mark.slow

START = 0  # the month of the year in which the window begins: January


def certain(count: int, phi: float = 1.0) -> Dispersion:
    return Dispersion(np.full(count, phi), np.full(count, 30.0))


@given(st.integers(1, 24))
def test_the_growth_is_the_variance_of_a_sum_of_months(months: int) -> None:
    every_pair = [sum(rho ** abs(i - j) for i in range(months) for j in range(months)) for rho in GRID]
    assert variance_growth(float(months)) == pytest.approx(np.array(every_pair) / months)
    assert variance_growth(0.25) == pytest.approx(np.ones(len(GRID)))


def test_the_months_of_all_units_say_more_of_what_lasts_than_those_of_one() -> None:
    rng, shock = np.random.default_rng(7), np.zeros(18)
    counts, days = np.zeros((18, *SHAPE)), np.full(SHAPE, 30.0)
    for month in range(counts[0].size):
        shock = 0.6 * shock + rng.standard_normal(18)
        season, period = month % SHAPE[0], SHAPE[1] - 1 - month // SHAPE[0]
        counts[:, season, period] = rng.poisson(100 * np.exp(0.2 * shock))
    by_month = count_months(counts, days, START)
    pooled = by_month.pooled()
    assert (pooled.phi == by_month.phi).all() and pooled.weights == pytest.approx(np.tile(pooled.weights[0], (18, 1)))
    together, alone = (np.sqrt(w @ GRID**2 - np.square(w @ GRID)) for w in (pooled.weights[0], by_month.weights))
    assert together < 0.7 * alone.min()
    assert abs(float(pooled.weights[0] @ GRID) - 0.6) < 0.15


@pytest.mark.parametrize(("phi", "rho"), [(1.0, 0.0), (4.0, 0.0), (4.0, 0.5)])
@pytest.mark.parametrize("law", ["poisson", "binomial"])
def test_the_error_of_ten_months_is_estimated_on_average(law: str, phi: float, rho: float) -> None:
    world = places.World(law, 100, 1.0 if law == "poisson" else 0.8, phi=phi, rho=rho)  # type: ignore[arg-type]
    boards = [places.draw(np.random.default_rng([4, index]), world) for index in range(30)]
    estimate = float(np.mean([board.own.phi for board in boards]))
    true = 1 + (phi - 1) * float(np.interp(rho, GRID, variance_growth(10.0)))
    assert true * 0.9 <= estimate <= true * 1.4, "a calm unit is taken half-way to the middle one, so rather above"


def test_without_months_there_is_the_default() -> None:
    nothing = np.zeros((3, *SHAPE))
    by_months = (count_months(nothing, nothing[0], START), rate_months(nothing, nothing, START, nothing[0] > 0))
    for by_month in by_months:
        own = own_error(by_month, 30.0)
        assert own.phi.tolist() == [DEFAULT_PHI] * 3 and own.df == pytest.approx(np.full(3, 8.0))


def test_what_stations_truly_differ_by_is_no_error_of_theirs() -> None:
    """Steady months at 48% and at 98%: the months of neither vary beyond chance."""
    rng = np.random.default_rng(3)
    size = np.full((6, *SHAPE), 200.0)
    level = np.array([0.48, 0.52, 0.55, 0.95, 0.97, 0.98])
    hits = rng.binomial(200, level[:, None, None], size.shape).astype(float)
    own = own_error(rate_months(hits, size, START, np.ones(SHAPE, bool)), 304.0)
    assert own.phi.max() < 3
    units = sample("binomial", hits.sum((1, 2)), size.sum((1, 2)))
    answers = against_group(units, own)
    assert answers == [AgainstGroup.BELOW] * 3 + [AgainstGroup.ABOVE] * 3


@pytest.mark.parametrize("law", ["binomial", "poisson"])
def test_a_wild_station_is_not_told_from_the_mean(law: str) -> None:
    units = sample(law, [700, 600, 610, 590, 600, 600], [1000] * 6)  # type: ignore[arg-type]
    assert against_group(units, certain(6))[0] is AgainstGroup.ABOVE
    wild = Dispersion(np.array([20.0, 1, 1, 1, 1, 1]), np.full(6, 30.0))
    assert against_group(units, wild) == [AgainstGroup.UNCLEAR] * 6


def test_the_others_at_a_hundred_percent_are_no_certain_level() -> None:
    """One of 12 missed where the others missed none of 60 says little; 40 of 100 says all."""
    units = sample("binomial", [11, 12, 12, 12, 12, 12], [12] * 6)
    assert set(against_group(units, certain(6))) == {AgainstGroup.UNCLEAR}
    assert against_group(sample("binomial", [60, 100, 100, 100], [100] * 4), certain(4))[0] is AgainstGroup.BELOW


def test_one_unit_has_no_others() -> None:
    assert against_group(sample("binomial", [5], [9]), certain(1)) == [AgainstGroup.UNCLEAR]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 300)), min_size=2, max_size=10), st.randoms())
def test_the_order_of_units_does_not_matter(pairs: list[tuple[int, int]], shuffle: object) -> None:
    figures = [(min(k, n), n) for k, n in pairs]
    order = list(range(len(figures)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    answers = against_group(sample("binomial", *zip(*figures, strict=True)), certain(len(figures)))
    shuffled = against_group(sample("binomial", *zip(*(figures[i] for i in order), strict=True)), certain(len(figures)))
    assert [answers[i] for i in order] == shuffled


@pytest.mark.parametrize("tau", [0.0, 0.03, 0.08])
def test_the_spread_between_units_is_estimated_on_average(tau: float) -> None:
    rng, estimates = np.random.default_rng(8), []
    for _ in range(200):
        size = rng.integers(100, 2000, 18)
        level = np.clip(rng.normal(0.7, tau, 18), 0, 1)
        estimates.append(between_variance(sample("binomial", rng.binomial(size, level), size), 1.0))
    assert math.sqrt(float(np.mean(estimates))) == pytest.approx(tau, abs=0.008)  # never below 0, so a little above


def test_limits_narrow_only_down_to_the_spread() -> None:
    """However many the cases, a limit is no nearer to the level than the usual differences reach."""
    size = np.array([1e3, 1e5, 1e8])
    low, high = limits("binomial", 0.7, size, 0.95, widening("binomial", 0.7, size, 1.0, 0.05**2))
    assert 0.7 - low[-1] == pytest.approx(1.96 * 0.05, rel=1e-2) and high[-1] - 0.7 == pytest.approx(0.098, rel=1e-2)
    alone = limits("binomial", 0.7, size, 0.95)
    assert (low < alone[0]).all() and (high > alone[1]).all()


def test_the_promises_hold_on_small_boards_of_the_benchmark() -> None:
    """`python -m benchmarks.places` has the whole table; these are few boards of its hardest rows."""
    for law, cases, level in (("poisson", 100, 1.0), ("binomial", 100, 0.9)):
        equal = places.World(law, cases, level, phi=2, rho=0.5)  # type: ignore[arg-type]
        rates = places.measure(equal, 60)
        assert rates.named <= 3 / 60 and rates.holds_level >= 0.93
    rates = places.measure(places.DIFFERENT["response within 15 minutes"], 12, with_ranks=True)
    assert rates.namings >= 2 and rates.wrong == 0 and rates.width <= 8 and rates.holds_rank >= 0.95
