"""Ranks with their intervals, by simulation.

Each unit's true level is drawn from what its own figures leave open, Beta(k/φ + ½, (n − k)/φ + ½) for a rate and
Gamma(k/φ + ½) ÷ (exposure/φ) for events (Jeffreys' priors; Gelman and others, Bayesian Data Analysis, 2.8), the
dispersion of the group counted in by dividing what was seen by φ. The rank's interval holds 95% of the ranks drawn
(Goldstein and Spiegelhalter, JRSS A 1996, 159:385; Marshall and Spiegelhalter, BMJ 1998, 316:1701).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.engine.fair.funnel import Sample
from core.engine.judgement.dispersion import Floats

DRAWS, SEED = 5000, 1996
Ranks = NDArray[np.int64]


def ranks(values: ArrayLike, *, upward: bool) -> Ranks:
    """Place 1 for the highest value (the lowest unless `upward`); equal values share the better place."""
    score = np.asarray(values, float) * (-1 if upward else 1)
    found: Ranks = 1 + (score[None, :] < score[:, None]).sum(1)
    return found


def rank_intervals(units: Sample, phi: float, *, upward: bool, level: float = 0.95) -> tuple[Ranks, Ranks]:
    """The first and last place that each unit may have. The same units in any order get the same intervals."""
    order = np.lexsort((units.sizes, units.tops))
    drawn = np.argsort(np.argsort(_levels(units, order, max(phi, 1.0)) * (-1 if upward else 1), axis=1), axis=1) + 1
    tail = (1 - level) / 2
    ends = np.quantile(drawn, [tail, 1 - tail], axis=0, method="inverted_cdf").astype(np.int64)
    low, high = np.empty_like(ends[0]), np.empty_like(ends[1])
    low[order], high[order] = ends
    _, same = np.unique(np.stack([units.tops, units.sizes]), axis=1, return_inverse=True)
    for one in np.unique(same):  # equal figures, equal intervals
        alike = same == one
        low[alike], high[alike] = low[alike].min(), high[alike].max()
    return low, high


def _levels(units: Sample, order: NDArray[np.int64], phi: float) -> Floats:
    """True levels as they may be, by (draw, unit in `order`)."""
    rng = np.random.default_rng(SEED)
    hits, size = units.tops[order] / phi, units.sizes[order] / phi
    if units.law == "binomial":
        return rng.beta(hits + 0.5, size - hits + 0.5, (DRAWS, len(order)))
    return rng.gamma(hits + 0.5, 1.0, (DRAWS, len(order))) / size
