"""Funnel limits around a common level, widened by the usual true differences between units.

Spiegelhalter, Funnel plots for comparing institutional performance (Statistics in Medicine 2005, 24:1185). A unit lies
outside a limit when so extreme a count has a chance of at most half of what the limit leaves, by the exact binomial or
Poisson law; the counts where that chance is reached are read off the laws' continuous forms (the incomplete beta and
gamma functions), so that the limits are smooth curves over the denominator.

φ is his mean of z² with the outer tenths winsorised, divided by what the same mean is for normal deviates about their
own mean: without that division, which his article does not make, φ comes out a third too small where nothing stands
out, and the limits cry wolf.

The spread between units, τ, adds to the error within them (his random effects; also Quality and Safety in Health Care
2005, 14:347): τ² is such that the winsorised deviates, each divided by √(error² + τ²), vary as normal ones do (Paule
and Mandel, Journal of Research of the National Bureau of Standards 1982, 87:377, made robust). A limit's distance from
the level is multiplied by the root of what error and spread together are of chance, so that it narrows with the numbers
only down to the spread. A multiple of chance alone, √φ, would widen small units' limits by what large units truly
differ.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrik, pdtrik

from core.comparison.zero import find_zero
from core.metrics.arrays import Floats

Law = Literal["binomial", "poisson"]  # cases out of a total; or events per exposure
LEVELS = (0.95, 0.998)
TRIMMED = 0.1  # of the deviates at each end are brought in
NORMALS, SEED = 4000, 2005


class Sample(NamedTuple):
    """Numerators and denominators (or exposures, all above 0) of units under one law."""

    law: Law
    numerators: Floats
    denominators: Floats

    @property
    def level(self) -> float:
        """Σ numerators ÷ Σ denominators."""
        return float(self.numerators.sum() / self.denominators.sum())

    def without(self, index: int) -> Sample:
        """Returns all the other units."""
        return Sample(self.law, np.delete(self.numerators, index), np.delete(self.denominators, index))


def sample(law: Law, numerators: ArrayLike, denominators: ArrayLike) -> Sample:
    """Returns numbers as a sample."""
    return Sample(law, np.asarray(numerators, np.float64), np.asarray(denominators, np.float64))


def variance(law: Law, level: float, denominators: ArrayLike) -> Floats:
    """Returns the variance of the numerators by chance alone."""
    per_case = level * (1 - level) if law == "binomial" else level
    variances: Floats = np.asarray(denominators, np.float64) * per_case
    return variances


def deviates(units: Sample) -> Floats:
    """Returns z: how many standard deviations of chance each unit lies from the units' common level."""
    spread = np.sqrt(variance(units.law, units.level, units.denominators))
    excess = units.numerators - units.denominators * units.level
    z: Floats = np.where(spread > 0, excess / np.where(spread > 0, spread, 1.0), 0.0)
    return z


def overdispersion(z: ArrayLike) -> float:
    """Returns φ of deviates, below 1 where they lie closer than by chance; NaN of fewer than three."""
    values = np.asarray(z, float)
    if len(values) < 3:
        return float("nan")
    return float(_winsorised(values) / _expected_for_normals(len(values)))


def _winsorised(z: Floats) -> Floats:
    low, high = np.quantile(np.sort(z, axis=-1), [TRIMMED, 1 - TRIMMED], axis=-1)  # sorted, they are found at once
    mean_square: Floats = np.mean(np.square(np.clip(z, low[..., None], high[..., None])), axis=-1)
    return mean_square


@cache
def _expected_for_normals(count: int) -> float:
    """Returns the mean for so many normal deviates about their own mean, by a simulation that is always the same."""
    draws = np.random.default_rng([SEED, count]).standard_normal((NORMALS, count))
    return float(_winsorised(draws - draws.mean(-1, keepdims=True)).mean())


def between_variance(units: Sample, phi: ArrayLike) -> float:
    """Returns τ² of the units' values, whose own error is φ times chance; 0 of fewer than three, or where none is."""
    chance = variance(units.law, units.level, units.denominators)
    if len(chance) < 3 or not chance.all():
        return 0.0
    gaps = units.numerators / units.denominators - units.level
    errors = chance * np.asarray(phi, float) / np.square(units.denominators)

    def excess(square: float) -> float:
        return overdispersion(gaps / np.sqrt(errors + square)) - 1

    if excess(0.0) <= 0:
        return 0.0
    return find_zero(excess, 0.0, 100 * float(np.square(gaps).max()), tolerance=1e-3 * float(errors.min()))


def widening(law: Law, level: float, denominators: ArrayLike, phi: float, tau2: float) -> Floats:
    """Returns how many times chance the values vary by their own error, φ, and a spread τ² between units."""
    chance = variance(law, level, denominators)
    spread = np.where(chance > 0, tau2 * np.square(denominators) / np.where(chance > 0, chance, 1.0), 0.0)
    times: Floats = max(phi, 1.0) + spread
    return times


def limits(
    law: Law, level: float, denominators: ArrayLike, share: float, phi: ArrayLike = 1.0
) -> tuple[Floats, Floats]:
    """Returns the lower and upper limit of the value (numerator ÷ denominator) at each denominator.

    A value at a limit or beyond is outside. −∞ or ∞ where no count is extreme enough; widened by √φ where φ > 1, which
    may differ from denominator to denominator.
    """
    size, tail = np.asarray(denominators, np.float64), (1 - share) / 2
    low = _lower_count(law, level, size, tail)
    high = size - _lower_count(law, 1 - level, size, tail) if law == "binomial" else _upper_count(level * size, tail)
    factor = np.sqrt(np.maximum(phi, 1.0))
    lower, upper = (level + (count / size - level) * factor for count in (low, high))
    return lower, upper


def _lower_count(law: Law, level: float, size: Floats, tail: float) -> Floats:
    """Returns the count k at which the chance of k or fewer is `tail`; −∞ where that of none at all is greater."""
    if level <= 0:
        return np.full(size.shape, -np.inf)
    chance_of_none = np.exp(size * (np.log1p(-min(level, 1 - 1e-12)) if law == "binomial" else -level))
    exists = chance_of_none <= tail
    safe_size = np.where(exists, size, 1e4 / level)  # a size at which the inverse exists: not used
    count = bdtrik(tail, safe_size, level) if law == "binomial" else pdtrik(tail, level * safe_size)
    return np.where(exists, count, -np.inf)


def _upper_count(mean: Floats, tail: float) -> Floats:
    """Returns the count at which the chance of as many or more is `tail`."""
    count: Floats = np.where(mean > 0, pdtrik(1 - tail, np.where(mean > 0, mean, 1.0)) + 1, np.inf)
    return count
