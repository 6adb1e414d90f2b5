"""Dates in other orders than the year first → as we read them. What does not fit the order stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from core.full_width import half_width
from core.intake.mapping.file_period import read_month
from core.intake.mapping.model import DateOrder

_PARTS = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(.*)")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?: ?([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?)?")
_SERIAL = re.compile(r"([1-9][0-9]{4})(?:\.([0-9]+))?")
_SERIAL_START = datetime(1899, 12, 30)  # day 0 of the spreadsheet's dates, its false 29 February 1900 left behind
_DAY_SECONDS = 86_400


def date_reader(order: DateOrder) -> Callable[[str], str]:
    """A function that rewrites a text of this order with the year first."""
    readers: dict[DateOrder, Callable[[str], str]] = {
        "ymd": lambda text: text,
        "dmy": lambda text: _swapped(text, day_first=True),
        "mdy": lambda text: _swapped(text, day_first=False),
        "digits": _digits,
        "serial": _serial,
        "month": read_month,
    }
    return readers[order]


def _swapped(text: str, *, day_first: bool) -> str:
    match = _PARTS.fullmatch(half_width(text))
    if match is None:
        return text
    day, month = (match[1], match[2]) if day_first else (match[2], match[1])
    return f"{match[3]}-{month}-{day}{match[4]}"


def _digits(text: str) -> str:
    match = _DIGITS.fullmatch(half_width(text))
    if match is None:
        return text
    clock = f" {match[4]}:{match[5]}" + (f":{match[6]}" if match[6] else "") if match[4] else ""
    return f"{match[1]}-{match[2]}-{match[3]}{clock}"


def _serial(text: str) -> str:
    match = _SERIAL.fullmatch(half_width(text))
    if match is None:
        return text
    seconds = round(float(f"0.{match[2]}") * _DAY_SECONDS) if match[2] else 0
    moment = _SERIAL_START + timedelta(days=int(match[1]), seconds=seconds)
    return f"{date(moment.year, moment.month, moment.day)}" + (f" {moment:%H:%M:%S}" if match[2] else "")
