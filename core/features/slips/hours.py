"""Hours of the day in which a station's alerts of a class lie closest, if closer than by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtrc

HOURS, LENGTH = 24, 3
LEVEL = 0.05  # for all the stretches of a day that could have been the fullest, together


@dataclass(frozen=True, slots=True)
class PeakHours:
    """Three hours of the day: the first, the number of alerts in them, and of the whole day."""

    first: int
    count: int
    total: int

    @property
    def end(self) -> int:
        """The hour at which they end; 2 where they begin at 23."""
        return (self.first + LENGTH) % HOURS


def peak_hours(week: Sequence[Sequence[int]]) -> PeakHours | None:
    """Return the three hours of the day with the most alerts, from 7 × 24 counts; None where that could be chance."""
    day = np.asarray(week, np.int64).sum(axis=0)
    sums = sum(np.roll(day, -hour) for hour in range(LENGTH))
    first, total = int(np.argmax(sums)), int(day.sum())
    count = int(np.max(sums))
    chance = float(bdtrc(count - 1, total, LENGTH / HOURS)) * HOURS if total else 1.0
    return PeakHours(first, count, total) if chance <= LEVEL else None
