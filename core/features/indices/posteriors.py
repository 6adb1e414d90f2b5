"""Posterior probability P(level ≤ v) of a KPI's true level, given a unit's records, by the law of the KPI's kind.

A rate is a binomial share of its effective size (records ÷ φ, as in the judgement of changes); its posterior is a
beta law. A ratio's numerator is a Poisson count of the effective size, with a gamma posterior. A percentile lies
below v where the share of records below v exceeds the quantile, again a beta law. The priors carry little and are
centred on the rate of the whole bureau over the same days, so that a unit with few records is drawn to the others and
not to one half, which would mark every small station down; and so that a score has one interval, whatever is shown
beside it. Census figures (stocks) leave nothing
open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc

from core.features.indices.beta_steps import beta_below
from core.metrics.arrays import Floats

MOST_PRIOR = 10.0  # effective records that a prior is worth at most
LEAST_PRIOR = 0.5  # Jeffreys' for the rarer outcome, where the cap allows


def pooled_rate(top: ArrayLike, bottom: ArrayLike) -> float:
    """Return the rate of records together, kept off 0 and 1."""
    hits, size = float(np.sum(top)), float(np.sum(bottom))
    return (hits + 0.5) / (size + 1)


def rate_below(top: ArrayLike, bottom: ArrayLike, phi: ArrayLike, centre: ArrayLike, value: Floats) -> Floats:
    """Return P(rate ≤ value) by (unit, value); `value` has a row a unit, the prior lies about `centre`."""
    hits, size = (np.asarray(counts, float) / np.asarray(phi, float) for counts in (top, bottom))
    middle = np.asarray(centre, float)
    prior = np.minimum(LEAST_PRIOR / np.minimum(middle, 1 - middle), MOST_PRIOR)
    a, b = hits + prior * middle, size - hits + prior * (1 - middle)
    return beta_below(a, b, np.clip(value, 0.0, 1.0))


def ratio_below(top: ArrayLike, bottom: ArrayLike, phi: ArrayLike, centre: ArrayLike, value: Floats) -> Floats:
    """Return P(numerator ÷ denominator ≤ value); the denominator is counted in full."""
    spread = np.asarray(phi, float)
    shape = np.asarray(top, float) / spread + LEAST_PRIOR
    size = np.asarray(bottom, float) / spread + LEAST_PRIOR / np.maximum(np.asarray(centre, float), 1e-12)
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
