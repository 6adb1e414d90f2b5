"""Hour of the week, or stretch of the day, in which alerts stand out, if any does.

The fullest of 168 cells is fuller than the others in any week of counts. It is named only where it exceeds what its
weekday and its hour give together (row × column ÷ total), tested among all the cells (Bonferroni). Cells vary more than
by Poisson's law: φ is Pearson's χ² of all the others by its degrees of freedom, never below 1, and the law negative
binomial. Where no cell stands out, a stretch of three hours of the day may. In simulated weeks with hours and weekdays
of their own and no cell that stands out, one is named in at most 2 of 100 (60 to 30,000 calls, φ of 1 to 4); one with
1.6 times its share is found in all of 30,000 calls at φ 2, and seldom in 3,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, gammainc

from core.features.slips.hours import HOURS, PeakHours, peak_hours
from core.metrics.arrays import Floats

DAYS = 7
LEVEL = 0.05  # for all the cells together
FREEDOM = (DAYS - 1) * (HOURS - 1)


class FullestCell(NamedTuple):
    """Hour of a weekday (Monday is 0) that exceeds what its weekday and its hour give."""

    day: int
    hour: int
    observed: int
    expected: float


def fullest_cell(week: Sequence[Sequence[int]]) -> FullestCell | None:
    """Return the cell of 7 × 24 counts that stands out most; None where chance would make one like it."""
    counts = np.asarray(week, np.int64)
    total = int(counts.sum())
    if total == 0:
        return None
    expected: Floats = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / total
    p = _chances(counts.astype(float), expected)
    day, hour = (int(place) for place in np.unravel_index(int(p.argmin()), p.shape))
    if p[day, hour] * p.size > LEVEL:
        return None
    return FullestCell(day, hour, int(counts[day, hour]), float(expected[day, hour]))


def _chances(counts: Floats, expected: Floats) -> Floats:
    """Return the chance of as many or more in each cell."""
    mean = np.where(expected > 0, expected, 1.0)
    squares = np.where(expected > 0, (counts - expected) ** 2 / mean, 0.0)
    phi = (squares.sum() - squares) / (FREEDOM - 1)
    least, spread = np.maximum(counts, 1.0), np.maximum(phi, 1 + 1e-6)
    tails = np.where(phi <= 1, gammainc(least, mean), betainc(least, mean / (spread - 1), 1 - 1 / spread))
    return np.where((expected > 0) & (counts > 0), tails, 1.0)


def busiest_stretch(week: Sequence[Sequence[int]]) -> PeakHours | None:
    """Return the three hours of the day with the most, on all weekdays together; None where that could be chance."""
    return peak_hours(week)
