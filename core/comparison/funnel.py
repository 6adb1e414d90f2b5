"""Funnel limits around a common level, and how much wilder than chance the units differ.

Spiegelhalter, Funnel plots for comparing institutional performance (Statistics in Medicine 2005, 24:1185). A unit lies
outside a limit when so extreme a count has a chance of at most half of what the limit leaves, by the exact binomial or
Poisson law; the counts where that chance is reached are read off the laws' continuous forms (the incomplete beta and
gamma functions), so that the limits are smooth curves over the denominator.

φ is his mean of z² with the outer tenths winsorised, divided by what the same mean is for normal deviates about their
own mean: without that division, which his article does not make, φ comes out a third too small where nothing stands
out, and the limits cry wolf. Where φ > 1 the limits' distances from the level are multiplied by √φ.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrik, pdtrik

from core.metrics.arrays import Floats

Law = Literal["binomial", "poisson"]  # of so many, how many; or events by exposure
LEVELS = (0.95, 0.998)
TRIMMED = 0.1  # of the deviates at each end are brought in
NORMALS, SEED = 4000, 2005


class Sample(NamedTuple):
    """Units' numerators and denominators (or exposures, all above 0) under one law."""

    law: Law
    tops: Floats
    sizes: Floats

    @property
    def level(self) -> float:
        """Σ numerators ÷ Σ denominators."""
        return float(self.tops.sum() / self.sizes.sum())

    def without(self, index: int) -> Sample:
        """All the other units."""
        return Sample(self.law, np.delete(self.tops, index), np.delete(self.sizes, index))


def sample(law: Law, tops: ArrayLike, sizes: ArrayLike) -> Sample:
    """Numbers as a sample."""
    return Sample(law, np.asarray(tops, np.float64), np.asarray(sizes, np.float64))


def variance(law: Law, level: float, sizes: ArrayLike) -> Floats:
    """Of the numerators, by chance alone."""
    found: Floats = np.asarray(sizes, float) * (level * (1 - level) if law == "binomial" else level)
    return found


def deviates(units: Sample, level: float | None = None) -> Floats:
    """z: how many standard deviations of chance each unit lies from the level (the units' own unless given)."""
    at = units.level if level is None else level
    spread = np.sqrt(variance(units.law, at, units.sizes))
    found: Floats = np.where(spread > 0, (units.tops - units.sizes * at) / np.where(spread > 0, spread, 1.0), 0.0)
    return found


def overdispersion(z: ArrayLike) -> float:
    """φ of deviates, which is below 1 where they lie closer than chance; NaN of fewer than three."""
    values = np.asarray(z, float)
    if len(values) < 3:
        return float("nan")
    return float(_winsorised(values) / _usual(len(values)))


def _winsorised(z: Floats) -> Floats:
    low, high = np.quantile(z, [TRIMMED, 1 - TRIMMED], axis=-1)
    found: Floats = np.mean(np.square(np.clip(z, low[..., None], high[..., None])), axis=-1)
    return found


@cache
def _usual(count: int) -> float:
    """The mean for so many normal deviates about their own mean: by simulation, always the same."""
    draws = np.random.default_rng([SEED, count]).standard_normal((NORMALS, count))
    return float(_winsorised(draws - draws.mean(-1, keepdims=True)).mean())


def limits(law: Law, level: float, sizes: ArrayLike, share: float, phi: float = 1.0) -> tuple[Floats, Floats]:
    """The lower and upper limit of value (numerator ÷ denominator) at each denominator.

    A value at a limit or beyond is outside. −∞ or ∞ where no count is extreme enough; widened by √φ where φ > 1.
    """
    size, tail = np.asarray(sizes, float), (1 - share) / 2
    low = _least(law, level, size, tail)
    high = size - _least(law, 1 - level, size, tail) if law == "binomial" else _most(level * size, tail)
    wider = np.sqrt(max(phi, 1.0))
    ends: list[Floats] = [level + (end / size - level) * wider for end in (low, high)]
    return ends[0], ends[1]


def _least(law: Law, level: float, size: Floats, tail: float) -> Floats:
    """The count k at which the chance of k or fewer is `tail`; −∞ where that of none at all is greater."""
    if level <= 0:
        return np.full(size.shape, -np.inf)
    none = np.exp(size * (np.log1p(-min(level, 1 - 1e-12)) if law == "binomial" else -level))
    there = none <= tail
    safe = np.where(there, size, 1e4 / level)  # a size at which the inverse exists: not used
    found = bdtrik(tail, safe, level) if law == "binomial" else pdtrik(tail, level * safe)
    return np.where(there, found, -np.inf)


def _most(mean: Floats, tail: float) -> Floats:
    """The count at which the chance of as many or more is `tail`."""
    found: Floats = np.where(mean > 0, pdtrik(1 - tail, np.where(mean > 0, mean, 1.0)) + 1, np.inf)
    return found
