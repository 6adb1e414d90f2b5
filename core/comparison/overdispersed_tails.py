"""Tails of counts that vary more than by chance: beta-binomial and negative binomial.

A normal deviate divided by √φ would have thin, even tails; working levels that differ from day to day have long, uneven
ones, and among a hundred units it is the tails that cry wolf.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import bdtr, betainc, betaincinv, ndtr, ndtri, pdtr

from core.comparison.funnel import Law
from core.metrics.arrays import Floats

GRID = np.linspace(-8.0, 8.0, 321)  # normal deviates over which a beta law is summed up
WEIGHT = np.exp(-GRID * GRID / 2)
WEIGHT /= WEIGHT.sum()
TINIEST = 1e-300


def deviate(law: Law, top: float, size: float, level: float, phi: float) -> float:
    """Returns the normal deviate that is as unlikely as `top` or more (or fewer), half of `top` itself on each side."""
    up_to, below_top = (
        _cumulative_chance(law, top, size, level, phi),
        _cumulative_chance(law, top - 1, size, level, phi),
    )
    below, above = (up_to + below_top) / 2, 1 - (up_to + below_top) / 2
    return float(ndtri(max(below, TINIEST)) if below < above else -ndtri(max(above, TINIEST)))


def _cumulative_chance(law: Law, count: float, size: float, level: float, phi: float) -> float:
    """Returns the chance of a count or fewer, where the variance is φ times that of chance alone."""
    if count < 0:
        return 0.0
    if law == "poisson":
        mean = size * level
        if phi <= 1:
            return float(pdtr(count, mean))
        return float(betainc(mean / (phi - 1), count + 1, 1 / phi))
    if phi <= 1 or size <= 1:
        return float(bdtr(count, int(size), level))
    correlation = min((phi - 1) / (size - 1), 0.999)  # of two cases of one unit
    levels = _beta_levels(level * (1 / correlation - 1), (1 - level) * (1 / correlation - 1))
    return float(np.dot(WEIGHT, bdtr(count, int(size), levels)))


@lru_cache(maxsize=1)  # of a count, and of one less
def _beta_levels(successes: float, failures: float) -> Floats:
    """Returns the levels that a beta law has at the deviates of GRID."""
    levels: Floats = betaincinv(successes, failures, ndtr(GRID))
    return levels
