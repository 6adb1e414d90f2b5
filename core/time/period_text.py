"""Periods as people write them, read into a first and a last day number.

Days (2026-11-22), weeks (2026-W47, from Monday on), months (2026-11, 2026年5月, 202604, 2026.05), runs of months
(2026年1-10月, 前9个月), quarters (2026Q3, 三季度, 前三季度), halves (上半年, 2026H1), years, and two of them with 至,
～, - or .. between. A form without a year takes it from its context, never from today; where that names none it is
refused. 本月 and 累计 need the context's month. Months, quarters, halves and years are those of the bureau's calendar.
Running periods (this year to date, the last seven days) need a day to run to and are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from core.time.day_spans import DaySpan
from core.time.days import to_date
from core.time.period_context import PeriodContext
from core.time.period_forms import SEPARATOR, YearPart, plain_text, read_form
from core.time.period_label import period_label
from core.time.period_refusal import (
    EXAMPLE_YEAR,
    LEAP_YEAR,
    PeriodTextError,
    ends_before_it_begins,
    unlike_dates,
    unreadable,
    year_missing,
)
from core.time.reporting_calendar import CALENDAR, MONTHS_A_YEAR, ReportingCalendar

_BETWEEN = re.compile(SEPARATOR)
_IN_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)")


def _year_to_date(calendar: ReportingCalendar, month: int) -> DaySpan:
    last = calendar.month_days(month)[1]
    return calendar.year_days(calendar.year_of(last))[0], last


# What is relative to the month that a file speaks of.
_RELATIVE: dict[str, Callable[[ReportingCalendar, int], DaySpan]] = {
    **dict.fromkeys(("本月", "当月"), lambda calendar, month: calendar.month_days(month)),
    **dict.fromkeys(("上月", "上个月"), lambda calendar, month: calendar.month_days(month - 1)),
    **dict.fromkeys(("去年同月", "上年同月"), lambda calendar, month: calendar.month_days(month - MONTHS_A_YEAR)),
    **dict.fromkeys(("累计", "本年累计", "今年累计", "年累计", "今年以来", "年初以来", "年初至今"), _year_to_date),
}


def parse_period(text: str, calendar: ReportingCalendar = CALENDAR, context: PeriodContext | None = None) -> DaySpan:
    """The first and last day number of a period; without `context` it stands alone and must name its year.

    Raises PeriodTextError where it cannot be read, with the mend.
    """
    plain = plain_text(text)
    if match := _IN_BRACKETS.fullmatch(plain):
        return _with_dates(match[1], match[2], calendar, context)
    if context is not None and context.month is not None and plain in _RELATIVE:
        return _RELATIVE[plain](calendar, context.month)
    return _in_year(plain, _parts(plain, calendar), context)


def needs_context(text: str, calendar: ReportingCalendar = CALENDAR) -> bool:
    """Tell whether a period that can be read takes its year, or its month, from what stands around it."""
    try:
        parse_period(text, calendar)
    except PeriodTextError:
        return True
    return False


def _with_dates(named: str, dates: str, calendar: ReportingCalendar, context: PeriodContext | None) -> DaySpan:
    """A period with its dates in brackets behind it, which must be its dates."""
    days = parse_period(named, calendar, context)
    if parse_period(dates, calendar, PeriodContext(to_date(days[1]).year)) != days:
        raise unlike_dates(period_label(days, calendar))
    return days


def _parts(plain: str, calendar: ReportingCalendar) -> list[YearPart]:
    """The period, or the two with a mark between whose ends it has."""
    if year_part := read_form(plain, calendar):
        return [year_part]
    for mark in _BETWEEN.finditer(plain):
        ends = [read_form(end, calendar) for end in (plain[: mark.start()], plain[mark.end() :])]
        year_parts = [year_part for year_part in ends if year_part is not None]
        if len(year_parts) == len(ends):
            return year_parts
    raise unreadable(plain)


def _in_year(plain: str, year_parts: list[YearPart], context: PeriodContext | None) -> DaySpan:
    written = [year_part.year for year_part in year_parts if year_part.year is not None]
    year = written[0] if written else context.year if context else None
    if year is None:
        raise year_missing(plain, _example_year(year_parts), has_names=context is not None)
    return _days(year_parts, year)


def _days(year_parts: list[YearPart], year: int) -> DaySpan:
    """The days from the first to the last period; a year that is not written is `year`."""
    spans = [year_part.days_in(year if year_part.year is None else year_part.year) for year_part in year_parts]
    if spans[0][0] > spans[-1][1]:
        raise ends_before_it_begins()
    return spans[0][0], spans[-1][1]


def _example_year(year_parts: list[YearPart]) -> int:
    """A year that has the period; raises PeriodTextError where none has."""
    try:
        _days(year_parts, EXAMPLE_YEAR)
    except PeriodTextError:
        _days(year_parts, LEAP_YEAR)
        return LEAP_YEAR
    return EXAMPLE_YEAR
