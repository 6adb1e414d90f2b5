"""Expectations of counts and the probability of counts above or below them, for many units or days at once.

A station or a community is expected to have its usual share of the bureau's records of these very days: what it had of
all the others together over a year that ended GAP days before the window. Season, weekdays, holidays, the lunar new
year and whatever moves the whole bureau are in the others' count, and are no signal of one station.

The bureau has nothing beside it. It is expected to have what the same days of the years before had, times how the
LEVEL days before the gap compare with theirs then; near the lunar new year the years are laid upon each other by it.

The dispersion of a unit (φ) is estimated from windows that are over: Pearson's χ² over their number. A unit's own φ is
drawn towards that of a count of its size in this bureau (variance = μ + κ μ²), since a year has few windows: the others
weigh as NEIGHBOUR_WINDOWS windows, where they have as many. The tail is that of the negative binomial with this mean
and variance (wider by the uncertainty of the mean), and its normal deviate is looked up in Student's t with the
degrees of freedom of φ.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc, gammaincc, ndtri, stdtr

from core.metrics.arrays import Floats

PRIOR_RECORDS = 10  # assumed, since a bureau's week then counts for more than its year from a dozen records on
HALF = 0.5  # of a record, so that a unit without any in a year still has an expectation
DEFAULT_PHI = 3.0
NEIGHBOUR_WINDOWS = 52  # the weight of all the other units beside a unit's own windows
FEWEST_WINDOWS = 8  # with fewer the house's default fills up (内部默认口径)
NEARLY_POISSON, TINY = 1.0 + 1e-6, 1e-9


class Expectation(NamedTuple):
    """The expected count of a window: mean, φ with its degrees of freedom, and the mean's own relative variance."""

    mean: Floats
    phi: Floats
    df: Floats
    mean_variance: Floats


def expected_by_share(
    base: ArrayLike, others_base: ArrayLike, others: ArrayLike, length_ratio: float
) -> tuple[Floats, Floats]:
    """Return a unit's expected count beside that of the others, and the relative variance of that expectation.

    `length_ratio` is the window's length over the base's. All the counts are chance's: that the others have none
    this week does not mean that none is due. So their count is drawn towards their own year as if PRIOR_RECORDS of it
    had been seen in these days: it hardly matters where there are many, and holds where there are few (Gamma prior).
    """
    own_base, other_base = np.asarray(base, float) + HALF, np.asarray(others_base, float) + HALF
    now = np.asarray(others, float)
    others_due = (now + PRIOR_RECORDS) / (1 + PRIOR_RECORDS / (other_base * length_ratio))
    mean: Floats = others_due * own_base / other_base
    return mean, 1 / own_base + 1 / other_base + 1 / (now + PRIOR_RECORDS)


def dispersion_of(counts: ArrayLike, means: ArrayLike) -> tuple[Floats, Floats]:
    """Return φ by unit from past windows (unit, window), and its degrees of freedom; a mean of 0 is skipped."""
    x, mu = np.asarray(counts, float), np.asarray(means, float)
    counted = mu > 0
    squares = np.where(counted, np.square(x - mu), 0.0)
    chi2 = (squares / np.where(counted, mu, 1.0)).sum(-1)
    windows = counted.sum(-1).astype(float)
    fill = np.maximum(FEWEST_WINDOWS - windows, 0)
    own, size = (chi2 + fill * DEFAULT_PHI) / (windows + fill), windows + fill
    if x.ndim < 2 or len(x) < 2:
        return np.maximum(own, 1.0), size
    kappa = max(float((squares - mu)[counted].sum() / max(np.square(mu[counted]).sum(), 1e-9)), 0.0)
    usual = 1 + kappa * mu.sum(-1) / np.maximum(windows, 1)
    others = np.minimum(windows.sum() - windows, NEIGHBOUR_WINDOWS)
    phi: Floats = (size * own + others * usual) / (size + others)
    return np.maximum(phi, 1.0), size + others


def p_of_so_many(count: ArrayLike, expectation: Expectation) -> Floats:
    """Return the probability of so many or more."""
    x, mean, ratio, df = _tail_parameters(count, expectation)
    positive = np.maximum(x, 1.0)  # none or more is certain
    negative_binomial = betainc(positive, mean / (ratio - 1), 1 - 1 / ratio)
    tail = np.where(ratio > NEARLY_POISSON, negative_binomial, gammainc(positive, mean))
    return student_tail(np.where(x <= 0, 1.0, tail), df)


def p_of_so_few(count: ArrayLike, expectation: Expectation) -> Floats:
    """Return the probability of so few or fewer."""
    x, mean, ratio, df = _tail_parameters(count, expectation)
    negative_binomial = betainc(mean / (ratio - 1), x + 1, 1 / ratio)
    return student_tail(np.where(ratio > NEARLY_POISSON, negative_binomial, gammaincc(x + 1, mean)), df)


def _tail_parameters(count: ArrayLike, expectation: Expectation) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the count, the mean, the variance over the mean, and its degrees of freedom."""
    x, mean, phi, df, variance = np.broadcast_arrays(*(np.asarray(array, float) for array in (count, *expectation)))
    return x, np.maximum(mean, TINY), np.maximum(phi * (1 + mean * variance), 1 + TINY), df


def student_tail(tail: ArrayLike, df: ArrayLike) -> Floats:
    """Turn a tail under a known φ into one under a φ that is itself estimated."""
    deviate = ndtri(np.clip(np.asarray(tail, float), 1e-300, 1 - 1e-16))
    return np.asarray(stdtr(np.asarray(df, float), deviate), np.float64)
