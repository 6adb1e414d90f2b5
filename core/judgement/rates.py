"""Tests a change between two rates, in parts of one (a screen shows 个百分点).

The interval is Newcombe's (Statistics in Medicine 1998, 17:873, method 10): Wilson's two intervals put together, here
on effective sizes, size ÷ φ, as of beta-binomial counts. The test is the exact one of the 2 × 2 table (Fisher's
hypergeometric, with mid-p) where the rarer outcome is seen at most EXACT times, and the pooled score test above; its
deviate is divided by √φ and looked up in Student's t.

The interval is too wide to say anything where it is wider than ±10 个百分点: 基数过小 where chance alone makes it so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, gammaln, ndtr

from core.judgement.counts import CONFIDENCE, mid_p_deviate, t_quantile, two_sided_p, wilson_interval
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Flags, Floats

EXACT = 200
MAX_HALF_WIDTH = 0.10
RateParts = tuple[ArrayLike, ArrayLike]  # numerator, denominator


def rate_interval(rate: RateParts, dispersion: Dispersion, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Return Wilson's interval of one rate."""
    numerator, denominator = (np.asarray(amount, float) for amount in rate)
    return wilson_interval(numerator / denominator, denominator / dispersion.phi, t_quantile(dispersion.df, confidence))


def exact_interval(rate: RateParts, dispersion: Dispersion, confidence: float) -> tuple[Floats, Floats]:
    """Return Clopper and Pearson's interval of one rate, on the effective numbers: never narrower than it claims.

    Wilson's holds on the average; far out, of a dozen records, it is too narrow.
    """
    numerator, denominator = (np.asarray(amount, float) / dispersion.phi for amount in rate)
    tail = ndtr(-t_quantile(dispersion.df, confidence))
    others = denominator - numerator
    low = np.where(numerator > 0, betaincinv(np.where(numerator > 0, numerator, 1.0), others + 1, tail), 0.0)
    high = np.where(others > 0, betaincinv(numerator + 1, np.where(others > 0, others, 1.0), 1 - tail), 1.0)
    return low, high


def difference_interval(
    now: RateParts, base: RateParts, dispersion: Dispersion, confidence: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """Return the interval of now − base."""
    p1, p0 = (np.asarray(numerator, float) / np.asarray(denominator, float) for numerator, denominator in (now, base))
    (l1, u1), (l0, u0) = rate_interval(now, dispersion, confidence), rate_interval(base, dispersion, confidence)
    low = p1 - p0 - np.sqrt(np.square(p1 - l1) + np.square(u0 - p0))
    high = p1 - p0 + np.sqrt(np.square(u1 - p1) + np.square(p0 - l0))
    return low, high


def deviate(now: RateParts, base: RateParts) -> Floats:
    """Return the normal deviate of equal rates; positive where the rate is higher now."""
    k1, n1, k0, n0 = np.broadcast_arrays(*(np.asarray(amount, float) for amount in (*now, *base)))
    hits, total = k1 + k0, n1 + n0
    flip = hits > total - hits  # count the rarer outcome
    rare, rare_now = np.where(flip, total - hits, hits), np.where(flip, n1 - k1, k1)
    pooled = hits / total
    error = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / n1 + 1 / n0), 0))
    score = np.where(error > 0, (k1 / n1 - k0 / n0) / np.where(error > 0, error, 1.0), 0.0)
    is_exact = (rare > 0) & (rare <= EXACT)
    deviates: Floats = np.where(rare == 0, 0.0, score)
    exact = _hypergeometric(rare_now[is_exact], rare[is_exact], n1[is_exact], n0[is_exact])
    deviates[is_exact] = exact * np.where(flip[is_exact], -1.0, 1.0)
    return deviates


def _hypergeometric(rare_now: Floats, rare: Floats, n1: Floats, n0: Floats) -> Floats:
    """Return the deviate of `rare_now` of the `rare` falling among the n1."""
    k = np.arange(int(rare.max(initial=0)) + 1)
    r, a, b = rare[..., None], n1[..., None], n0[..., None]
    fits = (k <= r) & (k <= a) & (r - k <= b)
    chosen = np.where(fits, k, np.maximum(r - b, 0))
    logs = _choose(a, chosen) + _choose(b, r - chosen) - _choose(a + b, r)
    chance = np.where(fits, np.exp(logs), 0.0)
    now = rare_now[..., None]
    below, above, equal = ((chance * outcomes).sum(-1) for outcomes in (k < now, k > now, k == now))
    return mid_p_deviate(below, above, equal)


def _choose(n: Floats, k: Floats) -> Floats:
    logs: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return logs


def p_value(now: RateParts, base: RateParts, dispersion: Dispersion) -> Floats:
    """Return the two-sided p of equal rates."""
    return two_sided_p(deviate(now, base), dispersion)


def min_attainable_p(now: RateParts, base: RateParts, dispersion: Dispersion) -> Floats:
    """Return the smallest p that these totals could give: the hits as far on one side as they can be."""
    return p_and_min_attainable(now, base, dispersion)[1]


def p_and_min_attainable(now: RateParts, base: RateParts, dispersion: Dispersion) -> tuple[Floats, Floats]:
    """Return `p_value` and `min_attainable_p`, computed at once."""
    k1, n1, k0, n0 = np.broadcast_arrays(*(np.asarray(amount, float) for amount in (*now, *base)))
    hits = k1 + k0
    hits_now = np.stack([k1, np.minimum(hits, n1), np.maximum(hits - n0, 0)])
    p = p_value((hits_now, n1), (hits - hits_now, n0), dispersion)
    return p[0], np.minimum(p[1], p[2])


def is_wide(now: RateParts, base: RateParts, dispersion: Dispersion) -> Flags:
    """Return where the interval of the change is wider than ±MAX_HALF_WIDTH."""
    low, high = difference_interval(now, base, dispersion)
    is_wide: Flags = (high - low) / 2 > MAX_HALF_WIDTH
    return is_wide
