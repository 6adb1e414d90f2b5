"""Quantiles of counts whose variance is a multiple of their mean: Poisson's, or the negative binomial's."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, gammaincc, ndtr, stdtrit

NEARLY_POISSON = 1.0 + 1e-6
REACH = 12.0  # standard deviations within which a quantile is looked for


def widened_probability(probability: float, df: float) -> float:
    """Return the probability whose normal quantile is Student's t quantile of another: for an estimated dispersion."""
    return float(ndtr(stdtrit(df, probability)))


def count_quantile(mean: float, ratio: float, probability: float) -> int:
    """Return the smallest count up to which the probability lies; the variance is `ratio` times the mean."""
    deviation = np.sqrt(ratio * max(mean, 1.0))
    low, high = -1, max(8, int(mean + REACH * deviation))
    while _cdf(high, mean, ratio) < probability:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _cdf(middle, mean, ratio) >= probability else (middle, high)
    return high


def _cdf(count: int, mean: float, ratio: float) -> float:
    if mean <= 0:
        return 1.0
    if ratio <= NEARLY_POISSON:
        return float(gammaincc(count + 1, mean))
    return float(betainc(mean / (ratio - 1), count + 1, 1 / ratio))
