"""Months, quarters, halves and years as a bureau counts them.

Most count by the calendar. Some close their month on the 25th, so that 5月 is 26 April to 25 May, and their year for
assessment (考核年度) on 20 December. A month is named after the calendar month in which its middle lies, and a year
after that calendar year. Quarters and halves are three and six months; so is a year twelve, unless the year begins on
a day of its own. Days and weeks are everybody's.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from core.time.day_spans import DaySpan
from core.time.days import day_number, month_number, to_date

MONTHS_A_YEAR = 12
UNDECIDED_DAY = 16  # of a month that begins on it the middle lies now in the one, now in the next
LAST_OWN_MONTH = 6  # a year that begins later has its middle in the next calendar year


class ReportingCalendar(NamedTuple):
    """The calendar of a bureau: the day (1 to 28, but not 16) on which its months begin, and its year if on another.

    `year_begins` is a month and a day; None where the year is its twelve months.
    """

    month_begins: int = 1
    year_begins: tuple[int, int] | None = None

    @property
    def is_plain(self) -> bool:
        """True where months and years are those of the calendar on the wall."""
        return self.month_begins == 1 and self.year_begins in (None, (1, 1))

    def month_of(self, day: int) -> int:
        """The number of the month in which a day lies."""
        return _month_of(self.month_begins, day)

    def month_days(self, month: int) -> DaySpan:
        """The first and last day of a month."""
        return _month_days(self.month_begins, month)

    def months_days(self, first_month: int, last_month: int) -> DaySpan:
        """The first and last day of several months."""
        return self.month_days(first_month)[0], self.month_days(last_month)[1]

    def year_of(self, day: int) -> int:
        """The year in which a day lies."""
        if self.year_begins is None:
            return self.month_of(day) // MONTHS_A_YEAR
        on_date = to_date(day)
        has_begun = (on_date.month, on_date.day) >= self.year_begins
        return on_date.year + has_begun - (self.year_begins[0] <= LAST_OWN_MONTH)

    def year_days(self, year: int) -> DaySpan:
        """The first and last day of a year."""
        if self.year_begins is None:
            return self.months_days(year * MONTHS_A_YEAR, year * MONTHS_A_YEAR + MONTHS_A_YEAR - 1)
        return self._year_begin(year), self._year_begin(year + 1) - 1

    def year_months(self, year: int) -> list[DaySpan]:
        """The twelve months of a year; those of a year that begins on another day begin on that day too."""
        if self.year_begins is None:
            return [self.month_days(year * MONTHS_A_YEAR + index) for index in range(MONTHS_A_YEAR)]
        own = ReportingCalendar(self.year_begins[1])
        first = own.month_of(self._year_begin(year))
        return [own.month_days(first + index) for index in range(MONTHS_A_YEAR)]

    def _year_begin(self, year: int) -> int:
        assert self.year_begins is not None  # asked only where the year has a beginning of its own
        month, day = self.year_begins
        return day_number(date(year - (month > LAST_OWN_MONTH), month, day))

    def previous_month_end(self, day: date) -> date:
        """The last day of the month before that of a day."""
        return to_date(self.month_days(self.month_of(day_number(day)))[0] - 1)

    def last_complete_month(self, day: date) -> int:
        """The last month that is over by the end of a day: its own if the day is the month's last."""
        month = self.month_of(day_number(day))
        return month if self.month_days(month)[1] == day_number(day) else month - 1


CALENDAR = ReportingCalendar()  # the plain one


@lru_cache(maxsize=16_384)  # a board asks for the months of some fifty days
def _month_of(begins: int, day: int) -> int:
    on_date = to_date(day)
    return month_number(on_date) + (on_date.day >= begins) - (begins < UNDECIDED_DAY)


@lru_cache(maxsize=4096)
def _month_days(begins: int, month: int) -> DaySpan:
    return _month_begin(begins, month), _month_begin(begins, month + 1) - 1


def _month_begin(begins: int, month: int) -> int:
    year, index = divmod(month - (begins > UNDECIDED_DAY), MONTHS_A_YEAR)
    return day_number(date(year, index + 1, begins))
