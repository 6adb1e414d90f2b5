"""Days and months as whole numbers, in China time (UTC+8, no summer time).

A day number counts days since 1970-01-01; a month number is year × 12 + month − 1; a week number counts weeks from
Monday on, 0 being the one with 1970-01-01. Times are seconds since
1970-01-01 00:00 UTC. Nothing here asks the clock.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

CHINA = timezone(timedelta(hours=8))
EPOCH = date(1970, 1, 1)
SECONDS_PER_DAY = 86_400
CHINA_OFFSET = 8 * 3600


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def to_date(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)


def day_of_time(seconds: int) -> int:
    """The day number, in China, of a time."""
    return (seconds + CHINA_OFFSET) // SECONDS_PER_DAY


def second_after(day: int, clock: int) -> int:
    """Return the time of day of `clock` on the day after a day: the time of a demonstration whose data end there."""
    return first_second(day + 1) + (clock + CHINA_OFFSET) % SECONDS_PER_DAY


def first_second(day: int) -> int:
    """The time at which a day begins in China."""
    return day * SECONDS_PER_DAY - CHINA_OFFSET


def to_time(seconds: int) -> datetime:
    """The time in China."""
    return datetime.fromtimestamp(seconds, CHINA)


def minute_text(seconds: int) -> str:
    """Return a time as people in China read it, to the minute."""
    return f"{to_time(seconds):%Y-%m-%d %H:%M}"


def month_number(day: date) -> int:
    """Year × 12 + month − 1."""
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def month_days(month: int) -> tuple[int, int]:
    """The first and last day number of a month."""
    year, index = divmod(month, 12)
    first = day_number(date(year, index + 1, 1))
    return first, first + monthrange(year, index + 1)[1] - 1


def month_text(month: int) -> str:
    """A month number as 2026-11."""
    return f"{month // 12}-{month % 12 + 1:02d}"


def week_number(day: int) -> int:
    """The week of a day number: day 0 was a Thursday."""
    return (day + 3) // 7


def week_days(week: int) -> tuple[int, int]:
    """The day numbers of a week's Monday and Sunday."""
    return week * 7 - 3, week * 7 + 3
