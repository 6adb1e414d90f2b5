"""Kinds of days: ordinary ones, holidays, make-up workdays (调休), the weeks around the lunar new year.

An ordinary day is compared with its weekday. Every other one is compared with the like days of earlier years alone:
the same festival, at most POSITION_REACH days nearer to its beginning (to the lunar new year), worked as this one is or
not. A break is a run of days off that holds a weekday off; which festival it belongs to follows from the date that it
holds. In a year whose arrangement is not announced the days about a festival are neither known to be off nor to be
worked: they are compared with nothing, and nothing with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from lunardate import LunarDate

from core.catalogue.calendar_model import Festival
from core.features.expected_range.types import DayKind
from core.metrics.arrays import Flags, Ints
from core.time.calendar import UNSETTLED_YEAR_END_DAYS, WorkCalendar, festival_days, lunar_new_year
from core.time.days import day_number, to_date

POSITION_REACH = 1  # days
UNANNOUNCED_REACH = 8  # days about a festival that an arrangement may move; assumed: those announced stay within it


class Occasion(IntEnum):
    """The occasion of a day that is not ordinary."""

    NONE = 0
    UNKNOWN = 1
    MAKE_UP = 2
    SPRING = 3
    NATIONAL = 4
    LABOUR = 5
    QINGMING = 6
    DRAGON_BOAT = 7
    MID_AUTUMN = 8
    NEW_YEAR = 9


KIND_OF = {Occasion.NONE: DayKind.ORDINARY, Occasion.MAKE_UP: DayKind.MAKE_UP, Occasion.SPRING: DayKind.SPRING}


class DayKinds(NamedTuple):
    """By day from `first` on: its occasion, its place in it, the year of the occasion, and whether it is worked."""

    first: int
    occasion: Ints
    position: Ints
    year: Ints
    worked: Flags

    @property
    def ordinary(self) -> Flags:
        """True of ordinary days."""
        flags: Flags = self.occasion == Occasion.NONE
        return flags

    def first_days(self, size: int) -> DayKinds:
        """Return the kinds of the first days alone."""
        days = slice(size)
        return DayKinds(self.first, self.occasion[days], self.position[days], self.year[days], self.worked[days])

    def like_days(self, index: int) -> Ints:
        """Return the indices of the like days of other occurrences, of earlier and later ones."""
        if self.occasion[index] == Occasion.UNKNOWN:
            return np.zeros(0, np.int64)
        same = (self.occasion == self.occasion[index]) & (self.worked == self.worked[index])
        if self.occasion[index] == Occasion.MAKE_UP:
            same[index] = False
        else:
            same &= self.year != self.year[index]
            same &= np.abs(self.position - self.position[index]) <= POSITION_REACH
        return np.flatnonzero(same)


def day_kinds(calendar: WorkCalendar, spring: Festival, first: int, last: int) -> DayKinds:
    """Return the kinds of the days first to last."""
    size = last - first + 1
    worked = np.array([calendar.is_workday(day) for day in range(first, last + 1)], bool)
    occasion, position, year = (np.zeros(size, np.int64) for _ in range(3))

    def mark(start: int, end: int, kind: Occasion, of_year: int, origin: int) -> None:
        low, high = max(start - first, 0), min(end - first + 1, size)
        if low < high:
            occasion[low:high], year[low:high] = kind, of_year
            position[low:high] = np.arange(low, high) + first - origin

    for number in range(to_date(first).year, to_date(last).year + 2):
        for kind, day in _festivals(number):
            if calendar.is_announced(number):
                if (run := _break_about(calendar, day)) is not None:
                    mark(*run, kind, number, run[0])
            else:
                before = UNSETTLED_YEAR_END_DAYS if kind is Occasion.NEW_YEAR else UNANNOUNCED_REACH
                mark(day - before, day + UNANNOUNCED_REACH, Occasion.UNKNOWN, number, day)
    weekend = (np.arange(first, last + 1) + 3) % 7 >= 5
    occasion[weekend & worked] = Occasion.MAKE_UP
    for number in range(to_date(first).year, to_date(last).year + 2):
        kind = Occasion.SPRING if calendar.is_announced(number) else Occasion.UNKNOWN
        mark(*festival_days(number, spring.before, spring.after), kind, number, lunar_new_year(number))
    return DayKinds(first, occasion, position, year, worked)


@lru_cache(maxsize=64)
def _festivals(year: int) -> tuple[tuple[Occasion, int], ...]:
    """The festivals of a year by the date that their break holds; the later ones of two that share a break prevail."""
    return tuple((kind, day_number(day)) for kind, day in _festival_dates(year))


def _festival_dates(year: int) -> Iterator[tuple[Occasion, date]]:
    yield Occasion.NEW_YEAR, date(year, 1, 1)
    yield Occasion.QINGMING, date(year, 4, 5)
    yield Occasion.LABOUR, date(year, 5, 1)
    yield Occasion.DRAGON_BOAT, LunarDate(year, 5, 5).to_solar_date()
    yield Occasion.MID_AUTUMN, LunarDate(year, 8, 15).to_solar_date()
    yield Occasion.NATIONAL, date(year, 10, 1)


def _break_about(calendar: WorkCalendar, day: int) -> tuple[int, int] | None:
    """Return the run of days off about a day or the day before it, if a weekday off is in it.

    清明 is on 4 April in some years and on 5 April in others: the day before is looked at too.
    """
    for origin in (day, day - 1):
        if calendar.is_workday(origin):
            continue
        first = last = origin
        while not calendar.is_workday(first - 1):
            first -= 1
        while not calendar.is_workday(last + 1):
            last += 1
        if any((number + 3) % 7 < 5 for number in range(first, last + 1)):
            return first, last
    return None
