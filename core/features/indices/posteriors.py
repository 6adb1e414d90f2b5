"""Posterior probability P(level ≤ v) of a KPI's true level, given a unit's records, by the law of the KPI's kind.

A rate is a binomial share of its effective size (records ÷ φ, as in the judgement of changes); its posterior is a
beta law. A ratio's numerator is a Poisson count of the effective size, with a gamma posterior. A percentile lies
below v where the share of records below v exceeds the quantile, again a beta law. The priors carry little and are
centred on the rate of all the units shown together, so that a unit with few records is drawn to the others and not
to one half: a prior centred on one half would mark every small station down. Census figures (stocks) leave nothing
open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc

from core.metrics.arrays import Floats

MOST_PRIOR = 10.0  # effective records that a prior is worth at most
LEAST_PRIOR = 0.5  # Jeffreys' for the rarer outcome, where the cap allows


def pooled_rate(top: ArrayLike, bottom: ArrayLike) -> float:
    """Return the rate of all units together, kept off 0 and 1."""
    hits, size = float(np.sum(top)), float(np.sum(bottom))
    return (hits + 0.5) / (size + 1)


def rate_below(top: ArrayLike, bottom: ArrayLike, phi: ArrayLike, centre: float, value: Floats) -> Floats:
    """Return P(rate ≤ value) by (unit, value); `value` has a row a unit."""
    hits, size = (np.asarray(counts, float) / np.asarray(phi, float) for counts in (top, bottom))
    prior = min(LEAST_PRIOR / min(centre, 1 - centre), MOST_PRIOR)
    a, b = hits + prior * centre, size - hits + prior * (1 - centre)
    p_below: Floats = betainc(a[:, None], b[:, None], np.clip(value, 0.0, 1.0))
    return p_below


def ratio_below(top: ArrayLike, bottom: ArrayLike, phi: ArrayLike, centre: float, value: Floats) -> Floats:
    """Return P(numerator ÷ denominator ≤ value); the denominator is counted in full."""
    spread = np.asarray(phi, float)
    shape = np.asarray(top, float) / spread + LEAST_PRIOR
    size = np.asarray(bottom, float) / spread + LEAST_PRIOR / max(centre, 1e-12)
    p_below: Floats = gammainc(shape[:, None], np.maximum(value, 0.0) * size[:, None])
    return p_below


def percentile_below(bins: ArrayLike, edges: list[int], quantile: float, phi: ArrayLike, value: Floats) -> Floats:
    """Return P(percentile ≤ value) from histogram bins by (unit, bin), straight within a bin; `value` in their unit."""
    counted = np.asarray(bins, float)
    total = counted.sum(1)
    upto = np.concatenate([np.zeros((len(counted), 1)), np.cumsum(counted[:, :-1], 1)], 1) / total[:, None]
    places = np.array([0, *edges], float)
    shares = np.stack([np.interp(v, places, share) for v, share in zip(value, upto, strict=True)])
    size = (total / np.asarray(phi, float) + 1)[:, None]
    a, b = shares * size, (1 - shares) * size
    inside = (a > 0) & (b > 0)
    tail = 1 - betainc(np.where(inside, a, 1.0), np.where(inside, b, 1.0), quantile)
    return np.where(inside, tail, np.where(a > 0, 1.0, 0.0))
