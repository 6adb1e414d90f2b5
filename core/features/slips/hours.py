"""At what hours of the day a station's alerts of a class lie closest, if they lie closer anywhere than by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtrc

HOURS, LONG = 24, 3
SURE = 0.05  # for all the stretches of a day that could have been the fullest, together


@dataclass(frozen=True, slots=True)
class Stretch:
    """Three hours of the day: the first, how many alerts lie in them, and of how many."""

    first: int
    count: int
    whole: int

    @property
    def last(self) -> int:
        """The hour at which it ends; 2 where it began at 23."""
        return (self.first + LONG) % HOURS


def fullest(week: Sequence[Sequence[int]]) -> Stretch | None:
    """The three hours of the day with the most alerts, from 7 × 24 counts; None where that could be chance."""
    day = np.asarray(week, np.int64).sum(axis=0)
    sums = sum(np.roll(day, -hour) for hour in range(LONG))
    first, whole = int(np.argmax(sums)), int(day.sum())
    count = int(np.max(sums))
    chance = float(bdtrc(count - 1, whole, LONG / HOURS)) * HOURS if whole else 1.0
    return Stretch(first, count, whole) if chance <= SURE else None
