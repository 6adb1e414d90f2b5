"""How far one unit's change lies from the changes of others, over the same two windows.

A change is the logarithm of a ratio of counts per day (½ added to each count: Haldane 1956), or a difference of rates
(one hit and one miss added to each: Agresti and Caffo 2000); its variance is that of Poisson or binomial counts times
the unit's own φ. The others' changes are taken to differ truly, and by more than chance (τ², DerSimonian and Laird
1986), so that a unit is apart only where it lies outside what another such unit would do: the prediction interval of
Higgins, Thompson and Spiegelhalter (2009).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats


class Moves(NamedTuple):
    """Changes of units, their variances, and the degrees of freedom with which these are known."""

    change: Floats
    variance: Floats
    df: Floats


class Gap(NamedTuple):
    """A unit's change less the others' (`middle`), with its standard error."""

    size: float
    error: float
    df: float
    middle: float

    def ends(self, share: float) -> tuple[float, float]:
        """The interval that misses in `share` of cases."""
        half = self.error * float(stdtrit(self.df, 1 - share / 2))
        return self.size - half, self.size + half

    def p(self) -> float:
        """Two-sided p of no gap."""
        return float(2 * stdtr(self.df, -abs(self.size) / self.error))

    def least(self, share: float) -> float:
        """The smallest gap that would be told."""
        return self.error * float(stdtrit(self.df, 1 - share / 2))


def of_counts(now: ArrayLike, base: ArrayLike, per_now: ArrayLike, per_base: ArrayLike, spread: Dispersion) -> Moves:
    """Logarithms of ratios of counts, each per its exposure."""
    top, bottom = np.asarray(now, float) + 0.5, np.asarray(base, float) + 0.5
    change = np.log(top / np.asarray(per_now, float)) - np.log(bottom / np.asarray(per_base, float))
    return Moves(change, spread.phi * (1 / top + 1 / bottom), spread.df)


def of_rates(now: tuple[ArrayLike, ArrayLike], base: tuple[ArrayLike, ArrayLike], spread: Dispersion) -> Moves:
    """Differences of rates, in parts of one."""
    rates, variance = [], np.zeros(())
    for hits, size in (now, base):
        many = np.asarray(size, float) + 2
        rate = (np.asarray(hits, float) + 1) / many
        rates.append(rate)
        variance = variance + rate * (1 - rate) / many
    return Moves(rates[0] - rates[1], spread.phi * variance, spread.df)


def apart(moves: Moves, unit: int) -> Gap:
    """The gap of the unit at a place among them to all the others, of which there must be three."""
    others = np.arange(len(moves.change)) != unit
    change, variance = moves.change[others], moves.variance[others]
    between = _between(change, variance)
    weight = 1 / (variance + between)
    middle = float((weight * change).sum() / weight.sum())
    error = float(np.sqrt(moves.variance[unit] + between + 1 / weight.sum()))
    df = min(float(moves.df[unit]), float(others.sum() - 2))
    return Gap(float(moves.change[unit]) - middle, error, df, middle)


def _between(change: Floats, variance: Floats) -> float:
    """τ²: by how much the true changes of the others differ."""
    weight = 1 / variance
    middle = (weight * change).sum() / weight.sum()
    excess = (weight * np.square(change - middle)).sum() - (len(change) - 1)
    return max(0.0, float(excess / (weight.sum() - np.square(weight).sum() / weight.sum())))
