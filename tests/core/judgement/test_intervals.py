"""Intervals and p values against published worked examples, a second library, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep, test_poisson_2indep

from core.judgement import counts, dispersion, quantiles, rates, standard
from core.judgement.dispersion import Dispersion

test_poisson_2indep.__test__ = False  # statsmodels' name, no test of ours


def spread(phi: float, df: float = 1e9) -> Dispersion:
    return Dispersion(np.float64(phi) * np.ones(()), np.float64(df) * np.ones(()))


POISSON = spread(1.0)


def percent(now: int, base: int, phi: float = 1.0) -> list[float]:
    ends = counts.ratio_interval((now, base), (7, 7), spread(phi))
    return [round((float(end) - 1) * 100, 1) for end in ends]


def test_bulletin_62_to_70_is_within_chance() -> None:
    assert percent(70, 62) == [-19.7, 58.7]


def test_bulletin_200_to_162_is_no_verdict_once_wilder_than_chance() -> None:
    assert percent(162, 200) == [-34.1, -0.4]
    assert counts.ratio_interval((162, 200), (7, 7), spread(1.03))[1] < 1
    assert counts.ratio_interval((162, 200), (7, 7), spread(1.04))[1] > 1


@pytest.mark.parametrize(("now", "base"), [(1, 1), (3, 9), (12, 5), (70, 62), (400, 380), (3, 80), (5000, 4700)])
@pytest.mark.parametrize("days", [(31, 31), (31, 28), (7, 365)])
def test_ratio_interval_is_that_of_statsmodels(now: int, base: int, days: tuple[int, int]) -> None:
    ours = counts.ratio_interval((now, base), days, POISSON)
    theirs = confint_poisson_2indep(now, days[0], base, days[1], method="score", compare="ratio")
    assert np.allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize("events", [1, 3, 10, 200])
def test_zero_is_exact(events: int) -> None:
    low, high = counts.ratio_interval((0, events), (30, 30), POISSON)
    share = proportion_confint(0, events, method="beta")[1]
    assert [float(low), float(high)] == pytest.approx([0.0, share / (1 - share)])
    low, high = counts.ratio_interval((events, 0), (30, 30), POISSON)
    assert [float(low), float(high)] == pytest.approx([(1 - share) / share, np.inf])


def test_nothing_against_nothing_tells_nothing() -> None:
    assert [float(end) for end in counts.ratio_interval((0, 0), (30, 30), POISSON)] == [0.0, np.inf]
    assert float(counts.p_value((0, 0), (30, 30), POISSON)) == 1.0


@pytest.mark.parametrize(("now", "base"), [(0, 6), (3, 9), (12, 5), (70, 62), (162, 200)])
def test_p_is_the_exact_one_with_mid_p(now: int, base: int) -> None:
    tails = [stats.binom.cdf(now, now + base, 31 / 59), stats.binom.sf(now - 1, now + base, 31 / 59)]
    one_tail = min(tails) - stats.binom.pmf(now, now + base, 31 / 59) / 2
    assert float(counts.p_value((now, base), (31, 28), POISSON)) == pytest.approx(2 * one_tail, rel=1e-6)


def test_p_of_many_events_is_the_score_test() -> None:
    theirs = test_poisson_2indep(5100, 31, 4700, 30, method="score", compare="ratio").pvalue
    assert float(counts.p_value((5100, 4700), (31, 30), POISSON)) == pytest.approx(theirs, rel=1e-6)


def test_exact_and_score_agree_where_one_takes_over() -> None:
    few, many = (float(counts.deviate((n, total - n), (1, 1))) for n, total in ((225, 400), (226, 402)))
    assert few == pytest.approx(many, abs=0.05)


# Newcombe 1998, table II, method 10.
@pytest.mark.parametrize(
    ("now", "base", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_difference_interval_is_newcombes(now: tuple[int, int], base: tuple[int, int], low: float, high: float) -> None:
    ours = [float(end) for end in rates.difference_interval(now, base, POISSON)]
    assert ours == [pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5)]
    assert ours == pytest.approx(confint_proportions_2indep(*now, *base, method="newcomb", compare="diff"), abs=1e-9)


def test_wilson_of_five_of_five() -> None:
    low, high = rates.rate_interval((5, 5), POISSON)
    assert [float(low), float(high)] == pytest.approx([0.566, 1.0], abs=5e-4)


def test_p_of_rates_is_fishers_with_mid_p() -> None:
    table = stats.hypergeom(60, 20, 25)
    tail = table.cdf(4) - table.pmf(4) / 2
    assert float(rates.p_value((4, 25), (16, 35), POISSON)) == pytest.approx(2 * tail, rel=1e-6)
    assert float(rates.p_value((21, 25), (19, 35), POISSON)) == pytest.approx(2 * tail, rel=1e-6)


def test_standard_of_a_count_is_garwoods() -> None:
    for events in (0, 1, 7, 120):
        ours = [float(end) for end in standard.count_interval(events, POISSON)]
        assert ours == pytest.approx(confint_poisson(events, 1, method="exact-c"), rel=1e-6, abs=1e-12)


def test_dispersion_is_that_of_a_quasi_poisson_fit() -> None:
    import statsmodels.api as sm  # half a second for every process of the tests, and used here alone

    rng = np.random.default_rng(1)
    days = np.full((11, 4), 30.0)
    days[:, 0], days[3:6, 0], days[0, 1:] = 0, 31, 59
    seen = rng.negative_binomial(20, 0.2, days.shape) * (days > 0)
    season, period = np.nonzero(days)
    design = np.concatenate([np.eye(11)[season], np.eye(4)[period][:, 1:]], axis=1)
    fit = sm.GLM(seen[days > 0], design, family=sm.families.Poisson(), exposure=days[days > 0]).fit()
    ours = dispersion.count_dispersion(seen, days)
    assert float(ours.df) == fit.df_resid
    assert float(ours.phi) == pytest.approx(fit.pearson_chi2 / fit.df_resid, rel=1e-3)


def test_a_steady_change_is_not_wildness() -> None:
    days = np.full((11, 3), 30.0)
    smooth = np.outer(np.arange(1, 12) * 100, [1.0, 1.3, 0.7])
    assert float(dispersion.count_dispersion(smooth, days).phi) == 1.0


def test_no_history_takes_the_houses_default() -> None:
    for found in (dispersion.count_dispersion(np.zeros((11, 4)), np.zeros((11, 4))), dispersion.DEFAULT_DISPERSION):
        assert (float(found.phi), float(found.df)) == (dispersion.DEFAULT_PHI, dispersion.MIN_DF)


def covered(low: NDArray[np.float64], high: NDArray[np.float64], truth: float) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


@pytest.mark.parametrize("mean", [1.0, 2.0, 4.0, 10.0, 60.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_coverage_of_ratios(mean: float, ratio: float) -> None:
    rng = np.random.default_rng(int(mean * 10 + ratio))
    now, base = rng.poisson(mean * ratio, 20_000), rng.poisson(mean, 20_000)
    assert covered(*counts.ratio_interval((now, base), (30, 30), POISSON), ratio) >= 0.93


@pytest.mark.parametrize(("mean", "phi"), [(5.0, 2.0), (40.0, 2.0), (40.0, 1.0), (400.0, 5.0)])
def test_coverage_of_ratios_with_dispersion_from_history(mean: float, phi: float) -> None:
    rng = np.random.default_rng(7)
    days = np.full((11, 4), 30.0)
    days[:, 0] = 0
    shape = mean / (phi - 1) if phi > 1 else 1e9
    drawn = rng.poisson(mean * rng.gamma(shape, 1 / shape, (4000, 13 + 22)))
    found = dispersion.count_dispersion(
        np.concatenate([np.zeros((4000, 11, 1)), drawn[:, 2:].reshape(4000, 11, 3)], axis=-1), days
    )
    assert covered(*counts.ratio_interval((drawn[:, 0], drawn[:, 1]), (30, 30), found), 1.0) >= 0.93


@pytest.mark.parametrize(("size", "p1", "p0"), [(8, 0.9, 0.9), (20, 0.98, 0.9), (60, 0.5, 0.6), (400, 0.97, 0.95)])
def test_coverage_of_differences(size: int, p1: float, p0: float) -> None:
    rng = np.random.default_rng(size)
    now, base = rng.binomial(size, p1, 20_000), rng.binomial(size * 2, p0, 20_000)
    assert covered(*rates.difference_interval((now, size), (base, size * 2), POISSON), p1 - p0) >= 0.93


def test_coverage_of_percentiles() -> None:
    rng = np.random.default_rng(3)
    edges = [60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 720, 840, 960, 1200, 1500, 1800, 2400, 3600]
    for size in (40, 400):
        seen = 0
        for _ in range(600):
            bins = [
                np.bincount(np.searchsorted(edges, 560 * np.exp(0.45 * rng.standard_normal(size))), minlength=19)
                for _ in range(2)
            ]
            low, high = quantiles.ratio_interval(bins[0].tolist(), bins[1].tolist(), edges, 0.9, POISSON)
            seen += low <= 1 <= high
        assert seen / 600 >= 0.93


@pytest.mark.parametrize(("top", "bottom"), [(0, 7), (7, 10), (10, 10), (583, 619)])
@pytest.mark.parametrize("level", [0.95, 0.9995])
def test_the_exact_interval_of_a_rate_is_statsmodels(top: int, bottom: int, level: float) -> None:
    low, high = rates.exact_interval((top, bottom), POISSON, level)
    assert (low, high) == pytest.approx(proportion_confint(top, bottom, 1 - level, method="beta"), abs=1e-6)
