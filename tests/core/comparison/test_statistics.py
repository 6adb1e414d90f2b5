"""Limits, ranks and case mix against second libraries, a published example, coverage and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom, nbinom, poisson
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from core.comparison import outlier_tests, ranks
from core.comparison.funnel import deviates, limits, overdispersion, sample
from core.comparison.overdispersed_tails import deviate
from core.comparison.reversal import BeforeAfter, is_reversal, total_of
from core.comparison.standardised import standardised_rate, weighted_rate

pytestmark = pytest.mark.slow

# Charig and others, BMJ 1986, 292:879: stones removed by open surgery and by the newer way, small stones and large.
OPEN, NEWER = ((81, 87), (192, 263)), ((234, 270), (55, 80))

units = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 300)), min_size=3, max_size=12).map(
    lambda pairs: [(min(k, n), n) for k, n in pairs]
)


@pytest.mark.parametrize(("size", "level"), [(5, 0.98), (12, 0.5), (30, 0.9), (400, 0.02), (5000, 0.7)])
@pytest.mark.parametrize("share", [0.95, 0.998])
def test_a_count_is_outside_exactly_when_its_tail_is_small_enough(size: int, level: float, share: float) -> None:
    count = np.arange(size + 1)
    low, high = limits("binomial", level, np.full(count.shape, size), share)
    outside = (count / size <= low) | (count / size >= high)
    tails = np.minimum(binom.cdf(count, size, level), binom.sf(count - 1, size, level))
    assert outside.tolist() == (tails <= (1 - share) / 2).tolist()
    assert binom.pmf(count, size, level)[outside].sum() <= 1 - share


@pytest.mark.parametrize("mean", [0.3, 2.0, 9.5, 400.0])
@pytest.mark.parametrize("share", [0.95, 0.998])
def test_events_are_outside_exactly_when_their_tail_is_small_enough(mean: float, share: float) -> None:
    count = np.arange(int(mean * 2 + 30))
    low, high = limits("poisson", mean, np.ones(count.shape), share)
    tails = np.minimum(poisson.cdf(count, mean), poisson.sf(count - 1, mean))
    assert ((count <= low) | (count >= high)).tolist() == (tails <= (1 - share) / 2).tolist()


@given(st.floats(0.02, 0.98), st.integers(1, 5000), st.floats(1, 20), st.sampled_from(["binomial", "poisson"]))
def test_limits_hold_the_level_and_narrow_as_numbers_grow(level: float, size: int, phi: float, law: str) -> None:
    low, high = limits(law, level, np.array([size, 2 * size]), 0.95, phi)  # type: ignore[arg-type]
    assert (low < level).all() and (high > level).all()
    assert low[0] <= low[1] + 1e-9 and high[0] >= high[1] - 1e-9
    plain = limits(law, level, np.array([size]), 0.95)  # type: ignore[arg-type]
    assert low[0] <= plain[0][0] + 1e-12 and high[0] >= plain[1][0] - 1e-12
    wider = limits(law, level, np.array([size]), 0.998, phi)  # type: ignore[arg-type]
    assert wider[0][0] <= low[0] and wider[1][0] >= high[0]


def test_dispersion_is_found_on_average() -> None:
    rng = np.random.default_rng(7)
    for count in (3, 6, 18, 114):
        for phi in (1.0, 4.0):
            drawn = rng.standard_normal((3000, count)) * np.sqrt(phi)
            drawn -= drawn.mean(1, keepdims=True)
            assert np.mean([overdispersion(z) for z in drawn]) == pytest.approx(phi, rel=0.06)


@pytest.mark.parametrize(("top", "size", "level", "phi"), [(27, 40, 0.9, 2.0), (500, 520, 0.93, 4.0), (3, 9, 0.5, 1.5)])
def test_tails_of_rates_are_the_beta_binomials(top: int, size: int, level: float, phi: float) -> None:
    alike = (phi - 1) / (size - 1)
    law = betabinom(size, level * (1 / alike - 1), (1 - level) * (1 / alike - 1))
    assert law.var() == pytest.approx(phi * size * level * (1 - level))
    from scipy.stats import norm

    middle = law.cdf(top) - law.pmf(top) / 2
    assert deviate("binomial", top, size, level, phi) == pytest.approx(norm.ppf(middle), abs=1e-3)


def test_tails_of_events_are_the_negative_binomials() -> None:
    from scipy.stats import norm

    law = nbinom(50 / 2.0, 1 / 3.0)  # mean 50, variance three times that
    assert law.stats("mv") == pytest.approx((50, 150))
    for count in (20, 50, 95):
        middle = law.cdf(count) - law.pmf(count) / 2
        assert deviate("poisson", count, 1000, 0.05, 3.0) == pytest.approx(norm.ppf(middle), abs=1e-6)


def test_the_published_example_of_case_mix() -> None:
    mix = [357, 343]
    ours = [standardised_rate([k for k, _ in strata], [n for _, n in strata], mix) for strata in (OPEN, NEWER)]
    assert [round(strata.value, 3) for strata in ours] == [0.833, 0.779]  # where the totals say 0.780 and 0.826
    subgroups = [BeforeAfter(newer, by_open) for newer, by_open in zip(NEWER, OPEN, strict=True)]
    assert is_reversal(subgroups)
    assert total_of(subgroups) == BeforeAfter((289, 350), (273, 350))


@pytest.mark.parametrize(("k", "n"), [(5, 5), (0, 7), (81, 87), (980, 1000)])
def test_one_stratum_is_exact_and_a_difference_is_newcombe(k: int, n: int) -> None:
    single = standardised_rate([k], [n], [1])
    assert (single.low, single.high) == pytest.approx(proportion_confint(k, n, method="beta"), abs=1e-9)
    difference = weighted_rate([k, 40], [n, 50], [1, -1])
    theirs = confint_proportions_2indep(k, n, 40, 50, method="newcomb", compare="diff")
    assert (difference.low, difference.high) == pytest.approx(theirs, abs=1e-9)


def test_an_empty_stratum_is_no_rate() -> None:
    with pytest.raises(ZeroDivisionError):
        standardised_rate([3, 0], [4, 0], [10, 10])


@given(units, st.integers(1, 5))
def test_with_the_same_mix_a_standardised_rate_is_the_crude_one(strata: list[tuple[int, int]], times: int) -> None:
    tops, sizes = [k for k, _ in strata], [n for _, n in strata]
    ours = standardised_rate(tops, sizes, [n * times for n in sizes])
    assert ours.value == pytest.approx(sum(tops) / sum(sizes))


@pytest.mark.parametrize(
    ("sizes", "chances"), [((12, 30), (0.9, 0.8)), ((6, 8), (0.95, 0.9)), ((40, 5, 20), (0.5, 0.9, 0.98))]
)
def test_intervals_of_standardised_rates_cover(sizes: tuple[int, ...], chances: tuple[float, ...]) -> None:
    rng, mix = np.random.default_rng(3), np.arange(1.0, len(sizes) + 1)
    true = float((mix / mix.sum() * np.array(chances)).sum())
    drawn = [standardised_rate(rng.binomial(sizes, chances), sizes, mix) for _ in range(4000)]
    assert np.mean([rate.low <= true <= rate.high for rate in drawn]) >= 0.93


@pytest.mark.parametrize(("law", "level"), [("binomial", 0.93), ("poisson", 0.05)])
@pytest.mark.parametrize("phi", [1.0, 3.0])
def test_intervals_of_ranks_cover(law: str, level: float, phi: float) -> None:
    """Levels differ truly; what is seen of them is φ times as wild as chance."""
    rng, covered, total = np.random.default_rng(5), 0, 0
    for _ in range(120):
        size = rng.integers(40, 900, 12)
        true = level * rng.uniform(0.85, 1.05, 12)
        if law == "binomial":
            top = np.round(rng.binomial(np.maximum((size / phi).astype(int), 1), true) * phi).clip(0, size)
        else:
            top = rng.poisson(size * true / phi) * phi
        low, high = ranks.rank_intervals(sample(law, top, size), phi, highest_first=True)  # type: ignore[arg-type]
        place = ranks.ranks(true, highest_first=True)
        covered, total = covered + int(((low <= place) & (place <= high)).sum()), total + 12
    assert covered / total >= 0.93


@settings(max_examples=25, deadline=None)
@given(units, st.randoms(use_true_random=False), st.booleans())
def test_order_of_the_units_does_not_matter(pairs: list[tuple[int, int]], shuffle: object, upward: bool) -> None:
    order = list(range(len(pairs)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    shuffled = [pairs[i] for i in order]
    samples = [sample("binomial", [k for k, _ in way], [n for _, n in way]) for way in (pairs, shuffled)]
    (low, high), (low2, high2) = (ranks.rank_intervals(units, 1.5, highest_first=upward) for units in samples)
    assert low[order].tolist() == low2.tolist() and high[order].tolist() == high2.tolist()
    assert (low <= high).all() and low.min() == 1 and high.max() == len(pairs)
    assert deviates(samples[0])[order] == pytest.approx(deviates(samples[1]))
    assert outlier_tests.p_values(samples[0])[order] == pytest.approx(outlier_tests.p_values(samples[1]), abs=1e-9)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20, unique=True), st.booleans())
def test_different_values_have_each_place_once(values: list[int], upward: bool) -> None:
    assert sorted(ranks.ranks(values, highest_first=upward).tolist()) == list(range(1, len(values) + 1))


def test_ranks_are_exact_where_there_is_no_doubt() -> None:
    sure = sample("binomial", [10, 500_000, 990_000], [1_000_000] * 3)
    low, high = ranks.rank_intervals(sure, 1.0, highest_first=True)
    assert low.tolist() == high.tolist() == [3, 2, 1]


@given(units)
def test_names_need_evidence(pairs: list[tuple[int, int]]) -> None:
    tops, sizes = [k for k, _ in pairs], [n for _, n in pairs]
    assume(len(set(pairs)) > 1)
    p = outlier_tests.p_values(sample("binomial", tops, sizes))
    assert ((p >= 0) & (p <= 1)).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_is_no_more_lenient_than_testing_alone_nor_stricter_than_bonferroni(p: list[float]) -> None:
    stands, values = outlier_tests.holm(p, 0.05), np.array(p)
    assert not (stands & (values > 0.05)).any()
    assert stands[values <= 0.05 / len(p)].all()


def test_a_part_without_cases_reverses_nothing() -> None:
    assert not is_reversal([BeforeAfter((0, 0), (1, 2)), BeforeAfter((1, 2), (0, 2))])
    assert not is_reversal([BeforeAfter((1, 2), (1, 3))])
