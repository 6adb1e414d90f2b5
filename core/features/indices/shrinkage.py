"""Shrinks a change of a score towards none, by how much scores truly change from year to year.

A change that is singled out because it is large is, on average, too large (the winner's curse). So what is shown is the
change times A ÷ (A + v), where v is its own variance and A the variance of true changes: that of all indices of the
unit over the twelve months up to this one, however many are shown, less what chance makes of them (empirical Bayes:
Efron and Morris, Journal of the American Statistical Association 70, 1975). The interval shown is the posterior's. A
change is firm only where that interval and the unshrunk one are both clear of zero, so that shrinking never makes a
verdict.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

LEAST_SPREAD = 1.0  # points: true changes are never taken to be smaller than that


class ShrunkChange(NamedTuple):
    """A shrunk change with the interval of its posterior, in points."""

    change: float
    low: float
    high: float


def prior_variance(changes: ArrayLike, variances: ArrayLike) -> float:
    """Return the variance of true changes, from changes and the variances of their chance."""
    sizes = np.asarray(changes, float)
    excess = float(np.mean(np.square(sizes) - np.asarray(variances, float))) if sizes.size else 0.0
    return max(excess, LEAST_SPREAD**2)


def shrink(change: float, variance: float, prior: float, confidence: float) -> ShrunkChange:
    """Return a change shrunk by the variance of true changes."""
    share = prior / (prior + variance)
    half_width = float(ndtri((1 + confidence) / 2)) * math.sqrt(share * variance)
    return ShrunkChange(share * change, share * change - half_width, share * change + half_width)
