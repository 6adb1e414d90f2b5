"""A change between two rates, in parts of one (a screen shows 个百分点).

The interval is Newcombe's (Statistics in Medicine 1998, 17:873, method 10): Wilson's two intervals put together, here
on effective sizes, size ÷ φ, as of beta-binomial counts. The test is the exact one of the 2 × 2 table (Fisher's
hypergeometric, with mid-p) where the rarer outcome is seen at most EXACT times, and the pooled score test above; its
deviate is divided by √φ and looked up in Student's t.

基数过小: records so few that the interval is wider than ±10 个百分点.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaln, ndtr

from core.judgement.counts import CONFIDENCE, mid_p_deviate, t_quantile, two_sided_p, wilson_interval
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

EXACT = 200
MAX_HALF_WIDTH = 0.10
Fraction = tuple[ArrayLike, ArrayLike]  # numerator, denominator


def rate_interval(part: Fraction, spread: Dispersion, level: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Wilson's interval of one rate."""
    top, bottom = (np.asarray(x, float) for x in part)
    return wilson_interval(top / bottom, bottom / spread.phi, t_quantile(spread.df, level))


def exact_interval(part: Fraction, spread: Dispersion, level: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's interval of one rate, on the effective numbers: never narrower than it claims.

    Wilson's holds on the average; far out, of a dozen records, it is too narrow.
    """
    top, bottom = (np.asarray(x, float) / spread.phi for x in part)
    tail = ndtr(-t_quantile(spread.df, level))
    rest = bottom - top
    low = np.where(top > 0, betaincinv(np.where(top > 0, top, 1.0), rest + 1, tail), 0.0)
    high = np.where(rest > 0, betaincinv(top + 1, np.where(rest > 0, rest, 1.0), 1 - tail), 1.0)
    return low, high


def difference_interval(
    now: Fraction, base: Fraction, spread: Dispersion, level: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """The interval of now − base."""
    p1, p0 = (np.asarray(top, float) / np.asarray(bottom, float) for top, bottom in (now, base))
    (l1, u1), (l0, u0) = rate_interval(now, spread, level), rate_interval(base, spread, level)
    low = p1 - p0 - np.sqrt(np.square(p1 - l1) + np.square(u0 - p0))
    high = p1 - p0 + np.sqrt(np.square(u1 - p1) + np.square(p0 - l0))
    return low, high


def deviate(now: Fraction, base: Fraction) -> Floats:
    """The normal deviate of equal rates; positive where the rate is higher now."""
    k1, n1, k0, n0 = np.broadcast_arrays(*(np.asarray(x, float) for x in (*now, *base)))
    hits, size = k1 + k0, n1 + n0
    flip = hits > size - hits  # count the rarer outcome
    rare, here = np.where(flip, size - hits, hits), np.where(flip, n1 - k1, k1)
    level = hits / size
    error = np.sqrt(np.maximum(level * (1 - level) * (1 / n1 + 1 / n0), 0))
    score = np.where(error > 0, (k1 / n1 - k0 / n0) / np.where(error > 0, error, 1.0), 0.0)
    few = (rare > 0) & (rare <= EXACT)
    found: Floats = np.where(rare == 0, 0.0, score)
    found[few] = _hypergeometric(here[few], rare[few], n1[few], n0[few]) * np.where(flip[few], -1.0, 1.0)
    return found


def _hypergeometric(here: Floats, rare: Floats, n1: Floats, n0: Floats) -> Floats:
    """The deviate of `here` of the `rare` falling among the n1."""
    k = np.arange(int(rare.max(initial=0)) + 1)
    r, a, b = rare[..., None], n1[..., None], n0[..., None]
    fits = (k <= r) & (k <= a) & (r - k <= b)
    chosen = np.where(fits, k, np.maximum(r - b, 0))
    logs = _choose(a, chosen) + _choose(b, r - chosen) - _choose(a + b, r)
    chance = np.where(fits, np.exp(logs), 0.0)
    at = here[..., None]
    below, above, equal = ((chance * side).sum(-1) for side in (k < at, k > at, k == at))
    return mid_p_deviate(below, above, equal)


def _choose(n: Floats, k: Floats) -> Floats:
    found: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return found


def p_value(now: Fraction, base: Fraction, spread: Dispersion) -> Floats:
    """Two-sided p of equal rates."""
    return two_sided_p(deviate(now, base), spread)


def min_attainable_p(now: Fraction, base: Fraction, spread: Dispersion) -> Floats:
    """The smallest p that these totals could give: the hits as far on one side as they can be."""
    return p_and_min_attainable(now, base, spread)[1]


def p_and_min_attainable(now: Fraction, base: Fraction, spread: Dispersion) -> tuple[Floats, Floats]:
    """`p_value` and `least_p`, worked out at once."""
    k1, n1, k0, n0 = np.broadcast_arrays(*(np.asarray(x, float) for x in (*now, *base)))
    hits = k1 + k0
    here = np.stack([k1, np.minimum(hits, n1), np.maximum(hits - n0, 0)])
    found = p_value((here, n1), (hits - here, n0), spread)
    return found[0], np.minimum(found[1], found[2])


def is_too_few(now: Fraction, base: Fraction, spread: Dispersion) -> NDArray[np.bool_]:
    """Whether the interval of the change is wider than ±WIDE."""
    low, high = difference_interval(now, base, spread)
    found: NDArray[np.bool_] = (high - low) / 2 > MAX_HALF_WIDTH
    return found
