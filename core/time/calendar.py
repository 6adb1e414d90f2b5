"""The Chinese calendar that work goes by: the lunar new year, and which days are worked.

Weekends, holidays and 调休 are known for the years whose arrangement the State Council has announced and the catalogue
carries (`[workdays.2026]`); a bureau adds a later year itself. In any other year Monday to Friday count as worked, and
`unknown` says so: nobody can know 调休 before it is announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from lunardate import LunarDate

from core.time.days import day_number, to_date

SATURDAY = 5
UNSETTLED_YEAR_END_DAYS = 7  # days at a year's end that the next year's arrangement may still move


@lru_cache(maxsize=256)
def lunar_new_year(year: int) -> int:
    """The day number of the lunar new year (正月初一) that falls in a calendar year, 1900 to 2099."""
    return day_number(LunarDate(year, 1, 1).to_solar_date())


class WorkCalendar:
    """Calendar of working days. `years` gives by year the weekdays off and the weekend days worked (day numbers)."""

    def __init__(self, years: Mapping[int, tuple[frozenset[int], frozenset[int]]]) -> None:
        self._years = dict(years)

    def is_announced(self, year: int) -> bool:
        """Tell whether the year's holidays and 调休 are known."""
        return year in self._years

    def unannounced_years(self, first: int, last: int) -> list[int]:
        """The years among these days of which only the plain week is known.

        The last days of December go by the next year's arrangement too: that of 2007 moved two days of 2006.
        """
        end = to_date(last + UNSETTLED_YEAR_END_DAYS).year
        return [year for year in range(to_date(first).year, end + 1) if not self.is_announced(year)]

    def is_workday(self, day: int) -> bool:
        """Tell whether a day is worked."""
        on_date = to_date(day)
        off, worked = self._years.get(on_date.year, (frozenset(), frozenset()))
        return day in worked if on_date.weekday() >= SATURDAY else day not in off

    def add_workdays(self, day: int, working_days: int) -> int:
        """The last of so many working days after a day; the day itself for none.

        Raises ValueError for fewer than none.
        """
        if working_days < 0:
            raise ValueError("working days are counted forwards")
        while working_days:
            day += 1
            working_days -= self.is_workday(day)
        return day

    def workdays_between(self, first: int, last: int) -> int:
        """Count the working days after `first`, up to and with `last`; negative if `last` is the earlier."""
        if last < first:
            return -self.workdays_between(last, first)
        return sum(self.is_workday(day) for day in range(first + 1, last + 1))


def festival_days(year: int, before: int, after: int) -> tuple[int, int]:
    """The first and last day of the weeks around a year's lunar new year."""
    return lunar_new_year(year) - before, lunar_new_year(year) + after


def day_numbers(days: list[date]) -> frozenset[int]:
    """Dates as day numbers."""
    return frozenset(day_number(day) for day in days)
