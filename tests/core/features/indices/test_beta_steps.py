"""The beta law from place to place is the incomplete beta function."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc

from core.features.indices.beta_steps import beta_below

SIZES = st.floats(0.05, 1e5)


@given(SIZES, SIZES, st.floats(0, 1), st.floats(0, 1), st.integers(1, 1000))
def test_is_the_incomplete_beta_function(a: float, b: float, first: float, last: float, count: int) -> None:
    """Of every law, over any places upwards or downwards."""
    places = np.linspace(first, last, count)[None]
    got = beta_below(np.array([a]), np.array([b]), places)
    np.testing.assert_allclose(got, betainc(a, b, places), rtol=0, atol=1e-9)


def test_rows_have_their_own_laws() -> None:
    """Smooth ones and others beside each other, more than are worked out at once."""
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0.3, 300, 200), rng.uniform(0.3, 30, 200)
    places = np.linspace(0.6, 0.98, 500) + rng.uniform(0, 0.01, 200)[:, None]
    got = beta_below(a, b, places)
    np.testing.assert_allclose(got, betainc(a[:, None], b[:, None], places), rtol=0, atol=1e-9)


def test_has_none_where_there_is_no_place() -> None:
    """What is no number stays none, and nothing before it is lost."""
    places = np.array([[0.7, 0.7001, np.nan], [np.nan, np.nan, np.nan]])
    got = beta_below(np.array([20.0, 3.0]), np.array([4.0, 3.0]), places)
    np.testing.assert_allclose(got[0, :2], betainc(20, 4, places[0, :2]), atol=1e-12)
    assert np.isnan(got[0, 2]) and np.isnan(got[1]).all()


def test_nothing_is_asked() -> None:
    """No law, or no place, has no answer."""
    assert beta_below(np.empty(0), np.empty(0), np.empty((0, 5))).shape == (0, 5)
    assert beta_below(np.array([2.0]), np.array([3.0]), np.empty((1, 0))).shape == (1, 0)
