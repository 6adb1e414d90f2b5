"""A cell's value → the text that a person would type for it."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from core.intake.grid import BrokenCell, CellFault
from core.intake.workbook.number_format import NumberFormat

CellValue = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
EXACT_UP_TO = 10**15  # spreadsheets keep fifteen digits of a number


def cell_text(value: CellValue, shown: NumberFormat | None) -> str:
    """The text of a value under a format. A date keeps all that it has, unless the format shows less and it is less."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value, percent=shown is NumberFormat.PERCENT)
    if isinstance(value, dt.datetime):
        return _moment(value, shown)
    if isinstance(value, dt.date):
        return _moment(dt.datetime.combine(value, dt.time()), shown)
    if isinstance(value, dt.timedelta):
        return _duration(value)
    return _clock(dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second + value.microsecond / 1e6))


def _number(value: float, *, percent: bool) -> str:
    if not math.isfinite(value):
        return BrokenCell(str(value), CellFault.ERROR)
    if abs(value) >= EXACT_UP_TO:
        return BrokenCell(f"{value:.15g}", CellFault.LONG_NUMBER)
    if not percent and value == int(value):
        return str(int(value))
    exact = Decimal(f"{value:.15g}")  # 0.1 + 0.2 is 0.3, as it is shown
    if percent:
        return f"{_plain(exact * 100)}%"
    return _plain(exact)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: dt.datetime, shown: NumberFormat | None) -> str:
    value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    if value.time() != dt.time():
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if shown is NumberFormat.DATE_TIME:
        return f"{value:%Y-%m-%d %H:%M}"
    if shown in (NumberFormat.MONTH, NumberFormat.YEAR) and value.day == 1:
        return f"{value:%Y-%m}" if shown is NumberFormat.MONTH or value.month > 1 else f"{value:%Y}"
    return f"{value:%Y-%m-%d}"


def _duration(value: dt.timedelta) -> str:
    return f"-{_clock(-value)}" if value < dt.timedelta() else _clock(value)


def _clock(value: dt.timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
