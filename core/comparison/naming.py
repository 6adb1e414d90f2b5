"""Whether a unit may be named among the best or the worst: only where the evidence is strong.

Each unit is set against the level of all the others together, by the beta-binomial law of a rate or the negative
binomial one of events, whose deviate is looked up in Student's t. Their dispersion φ is of the others alone, so that a
unit which really stands out does not excuse itself; it is the greater of two: that of the same number of times chance
for everyone (quasi-binomial, quasi-Poisson; McCullagh and Nelder 1989), and that of a spread between units which adds
to chance and so counts more the larger a unit is (DerSimonian and Laird 1986; Spiegelhalter, Quality and Safety in
Health Care 2005, 14:347). All the units are tried together by Holm's procedure (1979).

benchmarks/fairness.py measures on generated years without any true difference how many boards name anybody.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from core.comparison.funnel import Sample, deviates, variance
from core.comparison.overdispersed import deviate
from core.metrics.arrays import Floats

FEWEST = 5  # with fewer units there is nothing to hold one against
HALVES = 2  # of the places: a rank interval that reaches into the other half names nobody


def spread_of(others: Sample, size: float) -> float:
    """φ ≥ 1 for a unit of a size, of how much the others differ among themselves."""
    level, free = others.level, len(others.tops) - 1
    chance = variance(others.law, level, others.sizes)
    if free < 1 or not chance.all():
        return 1.0
    q = float(np.square(deviates(others)).sum())
    weight = np.square(others.sizes) / chance  # of a value: one over its variance
    room = float(weight.sum() - np.square(weight).sum() / weight.sum())
    between = max(0.0, (q - free) / room) if room > 0 else 0.0
    return max(1.0, q / free, 1 + between * size * size / float(variance(others.law, level, size)))


def p_values(units: Sample) -> Floats:
    """Two-sided p of each unit being like the others."""
    found = np.ones(len(units.tops))
    for index, (top, size) in enumerate(zip(units.tops, units.sizes, strict=True)):
        others = units.without(index)
        if others.tops.size < 2 or not variance(others.law, others.level, others.sizes).all():
            continue
        phi = spread_of(others, size) * (1 + size / float(others.sizes.sum()))  # their level is not known for sure
        z = deviate(units.law, top, size, others.level, phi)
        found[index] = 2 * stdtr(len(others.tops) - 1, -abs(z))
    return found


def holm(p: ArrayLike, share: float) -> NDArray[np.bool_]:
    """Which stand at a chance of `share` that any of them is false."""
    values = np.asarray(p, float)
    order = np.argsort(values, kind="stable")
    passed = np.cumprod(values[order] <= share / (len(values) - np.arange(len(values)))).astype(bool)
    stands = np.zeros(len(values), bool)
    stands[order] = passed
    return stands
