"""Quantiles of counts against scipy's own distributions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, norm, poisson
from scipy.stats import t as student

from core.judgement.count_quantile import count_quantile, widened_probability

MEANS = st.floats(0.01, 5000)
PROBABILITIES = st.sampled_from([0.001, 0.015, 0.025, 0.5, 0.975, 0.985, 0.999])


@given(MEANS, PROBABILITIES)
def test_without_overdispersion_it_is_poissons(mean: float, probability: float) -> None:
    count = count_quantile(mean, 1.0, probability)
    assert poisson(mean).cdf(count) >= probability - 1e-9
    assert count == 0 or poisson(mean).cdf(count - 1) <= probability + 1e-9


@given(MEANS, st.floats(1.01, 40), PROBABILITIES)
def test_with_it_it_is_the_negative_binomials(mean: float, ratio: float, probability: float) -> None:
    law, count = nbinom(mean / (ratio - 1), 1 / ratio), count_quantile(mean, ratio, probability)
    assert law.cdf(count) >= probability - 1e-7
    assert count == 0 or law.cdf(count - 1) <= probability + 1e-7


@pytest.mark.parametrize("df", [4.0, 12.0, 300.0])
def test_an_estimated_dispersion_moves_the_tails_outwards(df: float) -> None:
    assert widened_probability(0.025, df) < 0.025
    assert norm.ppf(widened_probability(0.025, df)) == pytest.approx(student.ppf(0.025, df))
