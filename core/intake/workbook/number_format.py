"""Number formats of cells, as far as they change what a cell says: a percentage, or how much of a date is meant."""

from __future__ import annotations

import re
from enum import Enum

_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)


class NumberFormat(Enum):
    """Hold what a format says about a number beyond its digits."""

    PERCENT = "percent"
    DATE_TIME = "date_time"  # with the hour, at midnight too
    MONTH = "month"
    YEAR = "year"
    YEARLESS = "yearless"  # month and day alone: 1月6日, which Excel makes of 1-6


# Formats that files name by number alone, those of Chinese Excel among them.
_BY_NUMBER = {
    **dict.fromkeys((9, 10), NumberFormat.PERCENT),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), NumberFormat.MONTH),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), NumberFormat.YEARLESS),
    22: NumberFormat.DATE_TIME,
}


def number_format(number: int, code: str | None) -> NumberFormat | None:
    """The meaning of a format by its code, or by its number where the file gives no code; None for all others."""
    return _BY_NUMBER.get(number) if code is None else _by_code(code)


def _by_code(code: str) -> NumberFormat | None:
    plain = _LITERALS.sub("", code).split(";")[0].strip().lower()
    if "%" in plain:
        return NumberFormat.PERCENT
    if plain == "general":
        return None
    return date_format(year="y" in plain, month="m" in plain, day="d" in plain, clock="h" in plain or "s" in plain)


def date_format(*, year: bool, month: bool, day: bool, clock: bool) -> NumberFormat | None:
    """The format of a date by the parts that it shows; None for whole dates, and for what is no date."""
    if clock:
        return NumberFormat.DATE_TIME if year or day else None
    if year and not day:
        return NumberFormat.MONTH if month else NumberFormat.YEAR
    return NumberFormat.YEARLESS if (month or day) and not year else None
