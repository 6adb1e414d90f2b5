"""The gap between one unit's change and the changes of others, over the same two windows.

A change is the logarithm of a ratio of counts per day (½ added to each count: Haldane 1956), or a difference of rates
(one hit and one miss added to each: Agresti and Caffo 2000); its variance is that of Poisson or binomial counts times
the unit's own φ. The others' changes are taken to differ truly, and by more than chance (τ², DerSimonian and Laird
1986), so that a unit stands apart only where it lies outside what another such unit would do: the prediction interval
of Higgins, Thompson and Spiegelhalter (2009).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from core.judgement.detectable import Threshold
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

CountsOfUnits = tuple[ArrayLike, ArrayLike]  # numerators, and denominators or exposures


class UnitChanges(NamedTuple):
    """Changes of units, their variances, and the degrees of freedom of these."""

    change: Floats
    variance: Floats
    df: Floats


class EffectGap(NamedTuple):
    """A unit's change less the others' (`others_mean`), with its standard error."""

    size: float
    standard_error: float
    df: float
    others_mean: float

    def interval(self, alpha: float) -> tuple[float, float]:
        """The interval that misses in a share `alpha` of cases."""
        half_width = self.half_width(alpha)
        return self.size - half_width, self.size + half_width

    def half_width(self, alpha: float) -> float:
        """Half of the interval: the smallest gap that is significant where it is seen."""
        return self.standard_error * Threshold.at(self.df, alpha).deviate

    def p_value(self) -> float:
        """Two-sided p of no gap."""
        return float(2 * stdtr(self.df, -abs(self.size) / self.standard_error))

    def min_detectable(self, alpha: float) -> float:
        """The smallest true gap that would be told in four of five cases."""
        return Threshold.at(self.df, alpha).smallest_told(self.standard_error, self.standard_error)


def log_ratio_changes(now: CountsOfUnits, base: CountsOfUnits, dispersions: Dispersion) -> UnitChanges:
    """Logarithms of ratios of counts, each per its exposure."""
    (now_counts, now_exposure), (base_counts, base_exposure) = now, base
    top, bottom = np.asarray(now_counts, float) + 0.5, np.asarray(base_counts, float) + 0.5
    change = np.log(top / np.asarray(now_exposure, float)) - np.log(bottom / np.asarray(base_exposure, float))
    return UnitChanges(change, dispersions.phi * (1 / top + 1 / bottom), dispersions.df)


def rate_differences(now: CountsOfUnits, base: CountsOfUnits, dispersions: Dispersion) -> UnitChanges:
    """Differences of rates, in parts of one."""
    rates, variance = [], np.zeros(())
    for hits, trials in (now, base):
        adjusted_trials = np.asarray(trials, float) + 2
        rate = (np.asarray(hits, float) + 1) / adjusted_trials
        rates.append(rate)
        variance = variance + rate * (1 - rate) / adjusted_trials
    return UnitChanges(rates[0] - rates[1], dispersions.phi * variance, dispersions.df)


def effect_gap(changes: UnitChanges, index: int) -> EffectGap:
    """The gap of the unit at an index to all the others, of which there must be three."""
    others = np.arange(len(changes.change)) != index
    change, variance = changes.change[others], changes.variance[others]
    between = _between_variance(change, variance)
    weight = 1 / (variance + between)
    others_mean = float((weight * change).sum() / weight.sum())
    standard_error = float(np.sqrt(changes.variance[index] + between + 1 / weight.sum()))
    df = min(float(changes.df[index]), float(others.sum() - 2))
    return EffectGap(float(changes.change[index]) - others_mean, standard_error, df, others_mean)


def _between_variance(change: Floats, variance: Floats) -> float:
    """τ²: the variance of the others' true changes."""
    weight = 1 / variance
    mean = (weight * change).sum() / weight.sum()
    excess = (weight * np.square(change - mean)).sum() - (len(change) - 1)
    return max(0.0, float(excess / (weight.sum() - np.square(weight).sum() / weight.sum())))
