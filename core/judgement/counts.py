"""Tests a change between two counts, as a ratio of rates per day.

Given their total, the newer of two Poisson counts is binomial, whatever the rate (Przyborowski and Wilenski 1940).
The interval of the ratio is the score interval of that binomial share (Wilson 1927), which equals the score interval
of Ng and Tang (2005) and of statsmodels; its squared quantile is multiplied by φ (quasi-Poisson). A count of zero
makes any such interval collapse, so it is exact there (Clopper and Pearson 1934) on the effective total, total ÷ φ.
The test is the exact one with mid-p (Lancaster 1961) up to EXACT events and the score test above, its normal
deviate divided by √φ and looked up in Student's t with the degrees of freedom of φ.

The interval is too wide to say anything where even a doubling or a halving would not be told at 95%: 基数过小 where
chance alone hides them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrc, ndtr, ndtri, stdtr, stdtrit

from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Flags, Floats

CONFIDENCE = 0.95
EXACT = 400
NowAndBase = tuple[ArrayLike, ArrayLike]  # now, base


def t_quantile(df: ArrayLike, confidence: float = CONFIDENCE) -> Floats:
    """Return the two-sided quantile of Student's t."""
    quantile: Floats = np.asarray(stdtrit(np.asarray(df, float), (1 + confidence) / 2), np.float64)
    return quantile


def two_sided_p(z: ArrayLike, dispersion: Dispersion) -> Floats:
    """Return the two-sided p of a normal deviate under φ that is itself estimated."""
    p: Floats = 2 * stdtr(dispersion.df, -np.abs(np.asarray(z, float)) / np.sqrt(dispersion.phi))
    return p


def ratio_interval(
    counts: NowAndBase, days: NowAndBase, dispersion: Dispersion, confidence: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """Return the interval of the ratio of rates, now over base; from 0 to infinity where nothing is known."""
    now, base, now_days, base_days = np.broadcast_arrays(*(np.asarray(amount, float) for amount in (*counts, *days)))
    total, q = now + base, t_quantile(dispersion.df, confidence)
    at_least_one = np.where(total > 0, total, 1.0)
    low, high = wilson_interval(now / at_least_one, at_least_one / dispersion.phi, q)
    edge = np.exp(np.log(ndtr(-q)) * dispersion.phi / at_least_one)  # Clopper and Pearson's bound at a count of zero
    low = np.where(now == 0, 0.0, np.where(base == 0, edge, low))
    high = np.where(base == 0, 1.0, np.where(now == 0, 1 - edge, high))
    low, high = np.where(total == 0, 0.0, low), np.where(total == 0, 1.0, high)
    with np.errstate(divide="ignore"):
        ends = [np.where(end < 1, end / (1 - end), np.inf) * base_days / now_days for end in (low, high)]
    return ends[0], ends[1]


def wilson_interval(share: ArrayLike, size: ArrayLike, q: ArrayLike) -> tuple[Floats, Floats]:
    """Return Wilson's interval of a share of `size` (which may be an effective size) at the quantile q."""
    p, n, z2 = np.asarray(share, float), np.asarray(size, float), np.square(np.asarray(q, float))
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return np.clip(middle - half, 0.0, p), np.clip(middle + half, p, 1.0)  # of a share of 0 or 1 without rounding error


def deviate(counts: NowAndBase, days: NowAndBase) -> Floats:
    """Return the normal deviate of equal rates; positive where there are more now."""
    now, base, now_days, base_days = np.broadcast_arrays(*(np.asarray(amount, float) for amount in (*counts, *days)))
    total, share = now + base, now_days / (now_days + base_days)
    at_least_one = np.where(total > 0, total, 1.0)
    score = (now - at_least_one * share) / np.sqrt(at_least_one * share * (1 - share))
    few_events = np.where(total <= EXACT, total, 0.0)
    count = np.minimum(now, few_events)
    up_to_count, above = bdtr(count, few_events.astype(int), share), bdtrc(count, few_events.astype(int), share)
    below_count = np.where(count > 0, bdtr(np.maximum(count - 1, 0), few_events.astype(int), share), 0.0)
    exact = mid_p_deviate(below_count, above, (up_to_count - below_count))
    deviates: Floats = np.where(total == 0, 0.0, np.where(total <= EXACT, exact, score))
    return deviates


def mid_p_deviate(below: Floats, above: Floats, equal: Floats) -> Floats:
    """Return the deviate of an outcome by its probabilities below, above and at it; half of the last on each side."""
    low, high = below + equal / 2, above + equal / 2
    deviates: Floats = np.where(low < high, ndtri(np.minimum(low, 0.5)), -ndtri(np.minimum(high, 0.5)))
    return deviates


def p_value(counts: NowAndBase, days: NowAndBase, dispersion: Dispersion) -> Floats:
    """Return the two-sided p of equal rates."""
    return two_sided_p(deviate(counts, days), dispersion)


def min_attainable_p(counts: NowAndBase, days: NowAndBase, dispersion: Dispersion) -> Floats:
    """Return the smallest p that so many events could give at all: all of them now, or all of them then."""
    return p_and_min_attainable(counts, days, dispersion)[1]


def p_and_min_attainable(counts: NowAndBase, days: NowAndBase, dispersion: Dispersion) -> tuple[Floats, Floats]:
    """Return `p_value` and `min_attainable_p`, computed at once."""
    now, base = (np.asarray(amount, float) for amount in counts)
    total, none = now + base, np.zeros(np.broadcast(now, base).shape)
    p = p_value((np.stack([now + none, total, none]), np.stack([base + none, none, total])), days, dispersion)
    return p[0], np.minimum(p[1], p[2])


def hides_doubling(counts: NowAndBase, days: NowAndBase, dispersion: Dispersion) -> Flags:
    """Return where neither a doubling nor a halving could be told."""
    total = np.asarray(counts[0], float) + np.asarray(counts[1], float)
    now_days, base_days = np.asarray(days[0], float), np.asarray(days[1], float)
    share = now_days / (now_days + base_days)
    is_too_few_events = np.zeros(np.shape(total), bool)
    for times in (2.0, 0.5):
        changed_share = times * now_days / (times * now_days + base_days)
        expected_deviate = (
            np.abs(changed_share - share)
            * total
            / np.sqrt(np.maximum(total, 1.0) * share * (1 - share) * dispersion.phi)
        )
        is_too_few_events = is_too_few_events | (expected_deviate < t_quantile(dispersion.df))
    return is_too_few_events
