"""Rates as they would be with the group's mix of cases: direct standardisation.

Σ wₛ kₛ/nₛ with the group's share of each stratum as its weight. The interval joins those of the strata's rates (Zou,
Huang and Zhang, Computational Statistics and Data Analysis 2009, 53:1080): here the exact ones (Clopper and Pearson
1934), since with Wilson's, as in the article, strata of six or eight cases are covered 91 times in 100. For two units'
difference it is Wilson's that are joined, which is Newcombe's interval (1998), as everywhere in the product. The
error within units widens either by effective sizes, n/φ, and by Student's t for as little as φ is known.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtr

from core.judgement.counts import t_quantile, wilson_interval
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats

Z95 = 1.959963984540054
CHANCE = Dispersion(np.ones(()), np.full((), np.inf))  # no error but chance


class WeightedRate(NamedTuple):
    """Weighted sum of rates with its 95% interval."""

    value: float
    low: float
    high: float


def weighted_rate(
    numerators: ArrayLike, denominators: ArrayLike, weights: ArrayLike, own: Dispersion = CHANCE
) -> WeightedRate:
    """Returns Σ w·k/n with the interval of Wilson's ends. Raises ZeroDivisionError where a stratum is empty."""
    hits, size = _cases(numerators, denominators)
    return _joined(
        hits / size, np.asarray(weights, float), *wilson_interval(hits / size, size / own.phi, t_quantile(own.df))
    )


def standardised_rate(
    numerators: ArrayLike, denominators: ArrayLike, mix: ArrayLike, own: Dispersion = CHANCE
) -> WeightedRate:
    """Returns a unit's rate at the group's mix of cases (`mix`: the group's cases by stratum).

    Raises ZeroDivisionError where the unit has no case of a stratum: it has no rate.
    """
    (hits, size), cases = _cases(numerators, denominators), np.asarray(mix, float)
    effective_hits, effective_size, tail = hits / own.phi, size / own.phi, ndtr(-t_quantile(own.df))
    misses = effective_size - effective_hits
    low = np.where(hits > 0, betaincinv(np.maximum(effective_hits, 1e-9), misses + 1, tail), 0.0)
    high = np.where(hits < size, betaincinv(effective_hits + 1, np.maximum(misses, 1e-9), 1 - tail), 1.0)
    return _joined(hits / size, cases / cases.sum(), low, high)


def _cases(numerators: ArrayLike, denominators: ArrayLike) -> tuple[Floats, Floats]:
    hits, size = np.asarray(numerators, np.float64), np.asarray(denominators, np.float64)
    if not (size > 0).all():
        raise ZeroDivisionError("a stratum without cases has no rate")
    return hits, size


def _joined(rate: Floats, weight: Floats, low: Floats, high: Floats) -> WeightedRate:
    value = float((weight * rate).sum())
    down = weight * rate - np.minimum(weight * low, weight * high)
    up = np.maximum(weight * low, weight * high) - weight * rate
    return WeightedRate(
        value, value - float(np.sqrt(np.square(down).sum())), value + float(np.sqrt(np.square(up).sum()))
    )
