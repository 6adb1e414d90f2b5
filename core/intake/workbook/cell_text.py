"""A cell's value → the text that a person would type for it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.intake.grid import BrokenCell, CellFault
from core.intake.text_matching import trimmed
from core.intake.workbook.number_format import NumberFormat

CellValue = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
EXACT_BELOW = 10.0**15  # spreadsheets keep fifteen digits of a number
_HALF_SECOND = dt.timedelta(microseconds=500_000)


def plain_texts(row: list[CellValue]) -> list[str]:
    """The texts of values whose formats say nothing more."""
    return [_TEXTS[type(value)](value) for value in row]


def cell_text(value: CellValue, shown: NumberFormat | None) -> str:
    """The text of a value under a format. A date keeps all that it has, unless the format shows less and it is less."""
    if shown is NumberFormat.PERCENT and isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value) if abs(value) >= EXACT_BELOW else f"{_plain(_exact(value) * 100)}%"
    if shown is not None and isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return _moment(moment, shown)
    return _TEXTS[type(value)](value)


def _number(value: float) -> str:
    if -EXACT_BELOW < value < EXACT_BELOW:
        return str(int(value)) if value == int(value) else _plain(_exact(value))
    return BrokenCell(f"{value:.15g}", CellFault.LONG_NUMBER if math.isfinite(value) else CellFault.ERROR)


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")  # 0.1 + 0.2 is 0.3, as it is shown


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: dt.datetime, shown: NumberFormat | None = None) -> str:
    if value.microsecond:
        value = (value + _HALF_SECOND).replace(microsecond=0)
    if value.hour or value.minute or value.second:
        return value.isoformat(" ")
    if shown is NumberFormat.DATE_TIME:
        return f"{value:%Y-%m-%d %H:%M}"
    if shown in (NumberFormat.MONTH, NumberFormat.YEAR) and value.day == 1:
        return f"{value:%Y-%m}" if shown is NumberFormat.MONTH or value.month > 1 else f"{value:%Y}"
    return value.date().isoformat()


def _time(value: dt.time) -> str:
    return _duration(dt.datetime.combine(dt.date.min, value) - dt.datetime.min)


def _duration(value: dt.timedelta) -> str:
    if value < dt.timedelta():
        return f"-{_duration(-value)}"
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: trimmed,
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _number,
    dt.datetime: _moment,
    dt.date: dt.date.isoformat,
    dt.time: _time,
    dt.timedelta: _duration,
}
