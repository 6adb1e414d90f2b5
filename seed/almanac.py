"""Traits of a day: its weekday, its place in the year, its distance from the lunar new year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.time.calendar import lunar_new_year
from core.time.days import month_days
from seed.streams import Floats, Ints

THURSDAY = 3  # weekday of day number 0, Monday being 0


@dataclass(frozen=True)
class Days:
    """The days of one month."""

    month: int
    day: Ints
    weekday: Ints  # Monday is 0
    festival: Ints  # days after the lunar new year of that year, negative before it

    @property
    def weekend(self) -> Ints:
        """1 on Saturdays and Sundays."""
        return (self.weekday >= 5).astype(np.int64)

    def festival_factor(self, shape: tuple[tuple[int, int, float], ...]) -> Floats:
        """1, or the factor of the span of `shape` (first, last, factor) in which the day lies."""
        factor = np.ones(len(self.day))
        for first, last, value in shape:
            factor[(self.festival >= first) & (self.festival <= last)] = value
        return factor


@lru_cache(maxsize=512)
def days_of(month: int) -> Days:
    """The days of a month number."""
    first, last = month_days(month)
    day = np.arange(first, last + 1, dtype=np.int64)
    return Days(month, day, (day + THURSDAY) % 7, day - lunar_new_year(month // 12))
