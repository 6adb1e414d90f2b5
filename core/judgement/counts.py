"""A change between two counts, as a ratio of rates per day.

Given their total, the newer of two Poisson counts is binomial, whatever the rate (Przyborowski and Wilenski 1940).
The interval of the ratio is the score interval of that binomial share (Wilson 1927), which equals the score interval
of Ng and Tang (2005) and of statsmodels; its squared quantile is multiplied by φ (quasi-Poisson). A count of zero
makes any such interval collapse, so it is exact there (Clopper and Pearson 1934) on the effective total, total ÷ φ.
The test is the exact one with mid-p (Lancaster 1961) up to EXACT events and the score test above, its normal
deviate divided by √φ and looked up in Student's t with the degrees of freedom of φ.

基数过小: events so few that even a doubling or a halving would not be told at 95%.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrc, ndtr, ndtri, stdtr, stdtrit

from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

CONFIDENCE = 0.95
EXACT = 400
NowAndBase = tuple[ArrayLike, ArrayLike]  # now, base


def t_quantile(df: ArrayLike, level: float = CONFIDENCE) -> Floats:
    """Two-sided quantile of Student's t."""
    found: Floats = np.asarray(stdtrit(np.asarray(df, float), (1 + level) / 2), np.float64)
    return found


def two_sided_p(z: ArrayLike, spread: Dispersion) -> Floats:
    """Two-sided p of a normal deviate under φ that is itself estimated."""
    p: Floats = 2 * stdtr(spread.df, -np.abs(np.asarray(z, float)) / np.sqrt(spread.phi))
    return p


def ratio_interval(
    counts: NowAndBase, days: NowAndBase, spread: Dispersion, level: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """The interval of the ratio of rates, now over base; from 0 to infinity where nothing is known."""
    now, base, day_now, day_base = np.broadcast_arrays(*(np.asarray(x, float) for x in (*counts, *days)))
    total, q = now + base, t_quantile(spread.df, level)
    sure = np.where(total > 0, total, 1.0)
    low, high = wilson_interval(now / sure, sure / spread.phi, q)
    edge = np.exp(np.log(ndtr(-q)) * spread.phi / sure)  # Clopper and Pearson's bound at a count of zero
    low = np.where(now == 0, 0.0, np.where(base == 0, edge, low))
    high = np.where(base == 0, 1.0, np.where(now == 0, 1 - edge, high))
    low, high = np.where(total == 0, 0.0, low), np.where(total == 0, 1.0, high)
    with np.errstate(divide="ignore"):
        ends = [np.where(end < 1, end / (1 - end), np.inf) * day_base / day_now for end in (low, high)]
    return ends[0], ends[1]


def wilson_interval(share: ArrayLike, size: ArrayLike, q: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson's interval of a share of `size` (which may be an effective size) at the quantile q."""
    p, n, z2 = np.asarray(share, float), np.asarray(size, float), np.square(np.asarray(q, float))
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def deviate(counts: NowAndBase, days: NowAndBase) -> Floats:
    """The normal deviate of equal rates; positive where there are more now."""
    now, base, day_now, day_base = np.broadcast_arrays(*(np.asarray(x, float) for x in (*counts, *days)))
    total, share = now + base, day_now / (day_now + day_base)
    sure = np.where(total > 0, total, 1.0)
    score = (now - sure * share) / np.sqrt(sure * share * (1 - share))
    few = np.where(total <= EXACT, total, 0.0)
    here = np.minimum(now, few)
    upto, above = bdtr(here, few.astype(int), share), bdtrc(here, few.astype(int), share)
    upto_less = np.where(here > 0, bdtr(np.maximum(here - 1, 0), few.astype(int), share), 0.0)
    exact = mid_p_deviate(upto_less, above, (upto - upto_less))
    found: Floats = np.where(total == 0, 0.0, np.where(total <= EXACT, exact, score))
    return found


def mid_p_deviate(below: Floats, above: Floats, here: Floats) -> Floats:
    """The deviate of an outcome with these probabilities below, above and at it, half of the last on each side."""
    low, high = below + here / 2, above + here / 2
    found: Floats = np.where(low < high, ndtri(np.minimum(low, 0.5)), -ndtri(np.minimum(high, 0.5)))
    return found


def p_value(counts: NowAndBase, days: NowAndBase, spread: Dispersion) -> Floats:
    """Two-sided p of equal rates."""
    return two_sided_p(deviate(counts, days), spread)


def min_attainable_p(counts: NowAndBase, days: NowAndBase, spread: Dispersion) -> Floats:
    """The smallest p that so many events could give at all: all of them now, or all of them then."""
    return p_and_min_attainable(counts, days, spread)[1]


def p_and_min_attainable(counts: NowAndBase, days: NowAndBase, spread: Dispersion) -> tuple[Floats, Floats]:
    """`p_value` and `least_p`, worked out at once."""
    now, base = (np.asarray(x, float) for x in counts)
    total, none = now + base, np.zeros(np.broadcast(now, base).shape)
    found = p_value((np.stack([now + none, total, none]), np.stack([base + none, none, total])), days, spread)
    return found[0], np.minimum(found[1], found[2])


def is_too_few(counts: NowAndBase, days: NowAndBase, spread: Dispersion) -> NDArray[np.bool_]:
    """Whether neither a doubling nor a halving could be told."""
    total = np.asarray(counts[0], float) + np.asarray(counts[1], float)
    day_now, day_base = np.asarray(days[0], float), np.asarray(days[1], float)
    share = day_now / (day_now + day_base)
    found = np.zeros(np.shape(total), bool)
    for times in (2.0, 0.5):
        moved = times * day_now / (times * day_now + day_base)
        seen = np.abs(moved - share) * total / np.sqrt(np.maximum(total, 1.0) * share * (1 - share) * spread.phi)
        found = found | (seen < t_quantile(spread.df))
    return found
