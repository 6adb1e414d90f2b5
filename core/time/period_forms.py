"""Forms in which people write a period within one year, as patterns; and the text as the patterns take it.

Each form says which days it means in a given year, so that 1-6月 can stand under a title that names the year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from core.full_width import half_width
from core.time.day_spans import DaySpan
from core.time.days import day_number
from core.time.period_refusal import ends_before_it_begins, no_such_day, no_such_month, no_such_quarter
from core.time.reporting_calendar import MONTHS_A_YEAR, ReportingCalendar

YEAR = "((?:19|20)[0-9]{2})"
MONTH = "([0-9]{1,2}|十[一二]?|[一二三四五六七八九])"
SEPARATOR = r"(?:-|~|至|到|\.\.)"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―⁃−─━ー﹣", "-") | dict.fromkeys("〜∼", "~") | {"…": ".."})
_NEEDLESS_BLANK = re.compile("(?<![0-9]) | (?![0-9])")
_NUMERALS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"十一": 11, "十二": 12, "两": 2}
_FIRST_OF_HALF = {"上": 1, "1": 1, "下": 7, "2": 7}
_QUARTER = "([0-9]|[一二三四])"

DaysInYear = Callable[[int], DaySpan]
_Builder = Callable[[ReportingCalendar, tuple[str, ...]], DaysInYear]


class YearPart(NamedTuple):
    """A period read: the year written in it, if one is, and the days that it means in a year."""

    year: int | None
    days_in: DaysInYear


def plain_text(text: str) -> str:
    """The text in one width, with one kind of dash, in capitals, and without blanks.

    Those between digits stay, which no form has: 2026-1 1 is not November.
    """
    spaced = " ".join(half_width(text).upper().split()).translate(_DASHES)
    plain = _NEEDLESS_BLANK.sub("", spaced)
    return re.sub(r"\.{2,}", "..", re.sub(r"-{2,}", "-", plain))


def number_of(text: str) -> int:
    """The number that digits or a Chinese numeral up to 十二 write."""
    return _NUMERALS[text] if text in _NUMERALS else int(text)


def _month(text: str) -> int:
    if not 1 <= (number := number_of(text)) <= MONTHS_A_YEAR:
        raise no_such_month(number)
    return number


def _quarter(text: str) -> int:
    if not 1 <= (number := number_of(text)) <= 4:
        raise no_such_quarter(number)
    return number


def _months(calendar: ReportingCalendar, first: int, last: int) -> DaysInYear:
    if first > last:
        raise ends_before_it_begins()
    return lambda year: calendar.months_days(year * MONTHS_A_YEAR + first - 1, year * MONTHS_A_YEAR + last - 1)


def _month_run(calendar: ReportingCalendar, groups: tuple[str, ...]) -> DaysInYear:
    months = [_month(text) for text in groups]
    return _months(calendar, months[0], months[-1])


def _first_months(calendar: ReportingCalendar, groups: tuple[str, ...]) -> DaysInYear:
    return _months(calendar, 1, _month(groups[0]))


def _quarter_run(calendar: ReportingCalendar, groups: tuple[str, ...]) -> DaysInYear:
    quarters = [_quarter(text) for text in groups]
    return _months(calendar, quarters[0] * 3 - 2, quarters[-1] * 3)


def _first_quarters(calendar: ReportingCalendar, groups: tuple[str, ...]) -> DaysInYear:
    return _months(calendar, 1, _quarter(groups[0]) * 3)


def _half(calendar: ReportingCalendar, groups: tuple[str, ...]) -> DaysInYear:
    first = _FIRST_OF_HALF[groups[0]]
    return _months(calendar, first, first + 5)


def _whole_year(calendar: ReportingCalendar, _groups: tuple[str, ...]) -> DaysInYear:
    return calendar.year_days


def _week(_calendar: ReportingCalendar, groups: tuple[str, ...]) -> DaysInYear:
    def days_in(year: int) -> DaySpan:
        monday = _date_or_refusal(lambda: date.fromisocalendar(year, int(groups[0]), 1))
        return monday, monday + 6

    return days_in


def _days(_calendar: ReportingCalendar, groups: tuple[str, ...]) -> DaysInYear:
    """Days from m-d to m-d, or to another day of that month, or one day."""
    month, day, *end = groups
    last_month, last_day = (end[0] or month, end[1]) if end else (month, day)

    def days_in(year: int) -> DaySpan:
        first = _date_or_refusal(lambda: date(year, number_of(month), int(day)))
        last = _date_or_refusal(lambda: date(year, number_of(last_month), int(last_day)))
        if first > last:
            raise ends_before_it_begins()
        return first, last

    return days_in


def _date_or_refusal(make: Callable[[], date]) -> int:
    try:
        return day_number(make())
    except ValueError as error:
        raise no_such_day() from error


def _form(pattern: str, build: _Builder) -> tuple[re.Pattern[str], _Builder]:
    return re.compile(pattern), build


_Y_CN, _Y_ANY, _Y_CODE = f"(?:{YEAR}年)?", f"(?:{YEAR}年?)?", f"(?:{YEAR}[年-]?)?"
_D = "([0-9]{1,2})"
# The year is the first group of each, whether it is written or not.
FORMS = (
    _form(rf"{YEAR}-{_D}-{_D}", _days),
    _form(rf"{YEAR}/{_D}/{_D}", _days),
    _form(rf"{YEAR}\.{_D}\.{_D}", _days),
    _form(rf"{YEAR}([0-9]{{2}})([0-9]{{2}})", _days),
    _form(rf"{_Y_CN}{MONTH}月{_D}[日号]", _days),
    _form(rf"{_Y_CN}{MONTH}月{_D}[日号]?{SEPARATOR}(?:{MONTH}月)?{_D}[日号]", _days),
    _form(rf"{YEAR}-?W([0-9]{{2}})", _week),
    _form(rf"{_Y_CN}第?([0-9]{{1,2}})周", _week),
    _form(rf"{YEAR}[-/]([0-9]{{1,2}})月?", _month_run),
    _form(rf"{YEAR}\.([0-9]{{2}}|[2-9])", _month_run),  # 2026.1 may be 2026.10 without its zero
    _form(rf"{YEAR}\.([0-9]{{1,2}})月", _month_run),
    _form(rf"{YEAR}([0-9]{{2}})月?", _month_run),
    _form(rf"{_Y_CN}{MONTH}月份?", _month_run),
    _form(rf"{_Y_CN}{MONTH}月?份?{SEPARATOR}{MONTH}月份?(?:累计)?", _month_run),
    _form(rf"{_Y_ANY}前([2-9]|1[0-2]|[两二三四五六七八九十]|十[一二])个?月", _first_months),
    _form(rf"{_Y_CODE}Q([0-9])", _quarter_run),
    _form(rf"{_Y_ANY}第?{_QUARTER}季度?", _quarter_run),
    _form(rf"{_Y_ANY}第?{_QUARTER}(?:季度?)?{SEPARATOR}第?{_QUARTER}季度?", _quarter_run),
    _form(rf"{_Y_ANY}前([234两二三四])个?季度?", _first_quarters),
    _form(rf"{_Y_ANY}([上下])半年", _half),
    _form(rf"{_Y_CODE}H([12])", _half),
    _form(rf"{YEAR}(?:年度?)?", _whole_year),
    _form(rf"{_Y_ANY}全年度?", _whole_year),
)


def read_form(plain: str, calendar: ReportingCalendar) -> YearPart | None:
    """Read a period within one year; None where the text has no such form.

    Raises PeriodTextError where it has, but names a month or a day that does not exist.
    """
    for pattern, build in FORMS:
        if match := pattern.fullmatch(plain):
            year, *groups = match.groups()
            return YearPart(int(year) if year else None, build(calendar, tuple(groups)))
    return None


def is_week(text: str) -> bool:
    """Tell whether a text is a week: one that is not over is compared with the same days of the week before."""
    plain = plain_text(text)
    return any(pattern.fullmatch(plain) for pattern, build in FORMS if build is _week)
