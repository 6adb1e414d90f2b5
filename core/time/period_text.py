"""Fixed periods as people write them, read into a first and a last day number.

The forms: 2026-11-22, 2026-W47 (weeks begin on Monday), 2026-11, 2026Q4, 2026, and A..B with both ends in it.
Files also write 2026/11/22, 2026年11月, 2026-11-01至2026-11-22 and full-width characters, and mean the same.
Running periods (this year to date, the last seven days) need a day to run to and are not read here.
"""

from __future__ import annotations

import re
from datetime import date

from core.full_width import half_width
from core.time.days import day_number, month_days, month_number, to_date

_YEAR = r"((?:19|20)[0-9]{2})"
_DAY = re.compile(rf"{_YEAR}(?:([-/])([0-9]{{1,2}})\2([0-9]{{1,2}})|年([0-9]{{1,2}})月([0-9]{{1,2}})日)")
_WEEK = re.compile(rf"{_YEAR}-?W([0-9]{{2}})")
_MONTH = re.compile(rf"{_YEAR}(?:[-/]([0-9]{{1,2}})|年([0-9]{{1,2}})月)")
_QUARTER = re.compile(rf"{_YEAR}-?Q([1-4])")
_WHOLE_YEAR = re.compile(rf"{_YEAR}年?")
_BROKEN_NUMBER = re.compile(r"\d\s+\d")  # 2026-1 1 is not November
_BETWEEN = re.compile(r"\.\.|~|至")


def parse_fixed(text: str) -> tuple[int, int] | None:
    """The first and last day number of a fixed period, or None where the text is no such period."""
    if _BROKEN_NUMBER.search(text):
        return None
    plain = "".join(half_width(text).upper().split())
    ends = _BETWEEN.split(plain)
    if len(ends) > 2:
        return None
    spans = [_single(text_part) for text_part in ends]
    first, last = spans[0], spans[-1]
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _single(text: str) -> tuple[int, int] | None:
    try:
        return _day(text) or _week(text) or _month(text) or _quarter(text) or _year(text)
    except ValueError:  # a date the calendar does not have, such as 30 February or week 53 of a year of 52
        return None


def _day(text: str) -> tuple[int, int] | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    month, day = match[3] or match[5], match[4] or match[6]
    number = day_number(date(int(match[1]), int(month), int(day)))
    return number, number


def _week(text: str) -> tuple[int, int] | None:
    match = _WEEK.fullmatch(text)
    if match is None:
        return None
    monday = day_number(date.fromisocalendar(int(match[1]), int(match[2]), 1))
    return monday, monday + 6


def _month(text: str) -> tuple[int, int] | None:
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    month = int(match[2] or match[3])
    return month_days(int(match[1]) * 12 + month - 1) if 1 <= month <= 12 else None


def _quarter(text: str) -> tuple[int, int] | None:
    match = _QUARTER.fullmatch(text)
    if match is None:
        return None
    month = int(match[1]) * 12 + (int(match[2]) - 1) * 3
    return month_days(month)[0], month_days(month + 2)[1]


def _year(text: str) -> tuple[int, int] | None:
    match = _WHOLE_YEAR.fullmatch(text)
    if match is None:
        return None
    month = int(match[1]) * 12
    return month_days(month)[0], month_days(month + 11)[1]


def previous_month(day: date) -> int:
    """Returns the number of the calendar month before that of a day: 上月."""
    return month_number(day) - 1


def previous_month_end(day: date) -> date:
    """Returns the last day of the calendar month before that of a day."""
    return to_date(month_days(previous_month(day))[1])


def last_complete_month(day: date) -> int:
    """Returns the number of the last month that is over by the end of a day: its own if the day is the month's last."""
    month = month_number(day)
    return month if month_days(month)[1] == day_number(day) else previous_month(day)
