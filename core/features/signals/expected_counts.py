"""Is a count above its own expectation? One window of days at a time, for many units or days at once.

A station or a community is expected to have its usual share of the bureau's records of these very days: what it had of
all the others together over a year that ended GAP days before the window. Season, weekdays, holidays, the lunar new
year and whatever moves the whole bureau are in the others' count, and are no signal of one station.

The bureau has nothing beside it. It is expected to have what the same days of the years before had, times how the
LEVEL days before the gap compare with theirs then; near the lunar new year the years are laid upon each other by it.

How wild a unit is (φ) is read from the same question asked of windows that are over: Pearson's χ² over their number.
A unit's own φ is drawn towards what a count of its size has in this bureau (variance = μ + κ μ²), since a year has few
windows: the others weigh as MOST windows, where they have as many. The tail is that of the negative binomial with this
mean and variance (wider by what is uncertain about the mean), and its normal deviate is looked up in Student's t with
the degrees of freedom of φ.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc, gammaincc, ndtri, stdtr

Floats = NDArray[np.float64]
SEEN = 10  # records; assumed, since a bureau's week then counts for more than its year from a dozen records on
HALF = 0.5  # of a record, so that a unit without any in a year still has an expectation
DEFAULT_PHI = 3.0
MOST = 52  # windows that all the other units' count for beside a unit's own
FEW = 8  # windows; with fewer the house's default fills up (内部默认口径)
NEARLY_POISSON, TINY = 1.0 + 1e-6, 1e-9


class Expectation(NamedTuple):
    """What a window should have: mean, φ with its degrees of freedom, and the mean's own relative variance."""

    mean: Floats
    phi: Floats
    df: Floats
    mean_variance: Floats


def expected_by_share(base: ArrayLike, others_base: ArrayLike, others: ArrayLike, part: float) -> tuple[Floats, Floats]:
    """What a unit should have beside others that have so many, and the relative variance of that.

    `part` is the window's part of the base's length. All the counts are chance's: that the others happen to have none
    this week does not mean that none is due. So their count is drawn towards their own year as if SEEN records of it
    had been seen in these days: it hardly matters where there are many, and holds where there are few (Gamma prior).
    """
    own, rest, now = np.asarray(base, float) + HALF, np.asarray(others_base, float) + HALF, np.asarray(others, float)
    beside = (now + SEEN) / (1 + SEEN / (rest * part))
    mean: Floats = beside * own / rest
    return mean, 1 / own + 1 / rest + 1 / (now + SEEN)


def dispersion_of(seen: ArrayLike, means: ArrayLike) -> tuple[Floats, Floats]:
    """φ by unit from windows that are over (unit, window), and its degrees of freedom; a mean of 0 tells nothing."""
    x, mu = np.asarray(seen, float), np.asarray(means, float)
    tells = mu > 0
    gap = np.where(tells, np.square(x - mu), 0.0)
    chi2 = (gap / np.where(tells, mu, 1.0)).sum(-1)
    number = tells.sum(-1).astype(float)
    fill = np.maximum(FEW - number, 0)
    own, size = (chi2 + fill * DEFAULT_PHI) / (number + fill), number + fill
    if x.ndim < 2 or len(x) < 2:
        return np.maximum(own, 1.0), size
    kappa = max(float((gap - mu)[tells].sum() / max(np.square(mu[tells]).sum(), 1e-9)), 0.0)
    usual, others = 1 + kappa * mu.sum(-1) / np.maximum(number, 1), np.minimum(number.sum() - number, MOST)
    drawn: Floats = (size * own + others * usual) / (size + others)
    return np.maximum(drawn, 1.0), size + others


def p_of_so_many(count: ArrayLike, expected: Expectation) -> Floats:
    """The probability of so many or more."""
    x, mean, spread, df = _law(count, expected)
    there = np.maximum(x, 1.0)  # of none or more there is no doubt
    wild = betainc(there, mean / (spread - 1), 1 - 1 / spread)
    tail = np.where(spread > NEARLY_POISSON, wild, gammainc(there, mean))
    return student_tail(np.where(x <= 0, 1.0, tail), df)


def p_of_so_few(count: ArrayLike, expected: Expectation) -> Floats:
    """The probability of so few or fewer."""
    x, mean, spread, df = _law(count, expected)
    wild = betainc(mean / (spread - 1), x + 1, 1 / spread)
    return student_tail(np.where(spread > NEARLY_POISSON, wild, gammaincc(x + 1, mean)), df)


def _law(count: ArrayLike, expected: Expectation) -> tuple[Floats, Floats, Floats, Floats]:
    """The count, the mean, the variance over the mean, and its degrees of freedom."""
    x, mean, phi, df, unsure = np.broadcast_arrays(*(np.asarray(one, float) for one in (count, *expected)))
    return x, np.maximum(mean, TINY), np.maximum(phi * (1 + mean * unsure), 1 + TINY), df


def student_tail(tail: ArrayLike, df: ArrayLike) -> Floats:
    """A tail of the law with φ known as one with φ that is itself estimated."""
    deviate = ndtri(np.clip(np.asarray(tail, float), 1e-300, 1 - 1e-16))
    return np.asarray(stdtr(np.asarray(df, float), deviate), np.float64)
