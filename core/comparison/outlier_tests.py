"""Tests of which units differ from the others, so that only strong evidence names one best or worst.

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
from core.comparison.overdispersed_tails import deviate
from core.metrics.arrays import Floats

MIN_UNITS = 5  # fewer are not enough to hold one against
HALVES = 2  # a rank interval that reaches into the other half of the ranks names nobody


def dispersion_of_others(others: Sample, size: float) -> float:
    """Returns φ ≥ 1 for a unit of a size, from how much the others differ among themselves."""
    level, freedom = others.level, len(others.numerators) - 1
    chance = variance(others.law, level, others.denominators)
    if freedom < 1 or not chance.all():
        return 1.0
    q = float(np.square(deviates(others)).sum())
    weight = np.square(others.denominators) / chance  # of a value: one over its variance
    scale = float(weight.sum() - np.square(weight).sum() / weight.sum())
    between = max(0.0, (q - freedom) / scale) if scale > 0 else 0.0
    return max(1.0, q / freedom, 1 + between * size * size / float(variance(others.law, level, size)))


def p_values(units: Sample) -> Floats:
    """Returns the two-sided p of each unit being like the others."""
    p = np.ones(len(units.numerators))
    for index, (count, size) in enumerate(zip(units.numerators, units.denominators, strict=True)):
        others = units.without(index)
        if others.numerators.size < 2 or not variance(others.law, others.level, others.denominators).all():
            continue
        uncertainty = 1 + size / float(others.denominators.sum())  # the others' level is itself an estimate
        phi = dispersion_of_others(others, size) * uncertainty
        z = deviate(units.law, count, size, others.level, phi)
        p[index] = 2 * stdtr(len(others.numerators) - 1, -abs(z))
    return p


def holm(p: ArrayLike, share: float) -> NDArray[np.bool_]:
    """Returns which p-values are significant at a chance of `share` that any of them is false (Holm)."""
    values = np.asarray(p, float)
    sort_order = np.argsort(values, kind="stable")
    passed = np.cumprod(values[sort_order] <= share / (len(values) - np.arange(len(values)))).astype(bool)
    significant = np.zeros(len(values), bool)
    significant[sort_order] = passed
    return significant
