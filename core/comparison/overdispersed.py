"""Tails of counts that are wilder than chance: beta-binomial and negative binomial.

A normal deviate divided by √φ would have thin, even tails; working levels that differ from day to day have long, uneven
ones, and among a hundred units it is the tails that cry wolf.
"""

from __future__ import annotations

import numpy as np
from scipy.special import bdtr, betainc, betaincinv, ndtr, ndtri, pdtr

from core.comparison.funnel import Law

GRID = np.linspace(-8.0, 8.0, 321)  # of a normal deviate, over which a beta law is summed up
WEIGHT = np.exp(-GRID * GRID / 2)
WEIGHT /= WEIGHT.sum()
LEAST = 1e-300


def deviate(law: Law, top: float, size: float, level: float, phi: float) -> float:
    """The normal deviate as unlikely as so many or more (or so few or fewer), half of the count itself on each side."""
    upto, less = _upto(law, top, size, level, phi), _upto(law, top - 1, size, level, phi)
    below, above = (upto + less) / 2, 1 - (upto + less) / 2
    return float(ndtri(max(below, LEAST)) if below < above else -ndtri(max(above, LEAST)))


def _upto(law: Law, count: float, size: float, level: float, phi: float) -> float:
    """The chance of a count or fewer, whose variance is φ times that of chance alone."""
    if count < 0:
        return 0.0
    if law == "poisson":
        mean = size * level
        if phi <= 1:
            return float(pdtr(count, mean))
        return float(betainc(mean / (phi - 1), count + 1, 1 / phi))
    if phi <= 1 or size <= 1:
        return float(bdtr(count, int(size), level))
    alike = min((phi - 1) / (size - 1), 0.999)  # the correlation of two cases of one unit
    pair = level * (1 / alike - 1), (1 - level) * (1 / alike - 1)
    return float(np.dot(WEIGHT, bdtr(count, int(size), betaincinv(*pair, ndtr(GRID)))))
