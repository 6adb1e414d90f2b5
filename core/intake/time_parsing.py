"""Dates and times as files write them. Only the year comes first: 01/02/2026 could be two days."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from core.full_width import half_width
from core.intake.refusal import CellError
from core.time.days import day_number, day_of_time, first_second

EARLIEST_YEAR, LATEST_YEAR = 1950, 2099
_DATE = r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
_CLOCK = r"([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?|时([0-9]{1,2})分(?:([0-9]{1,2})秒)?)"
_TIME = re.compile(rf"{_DATE}(?:[T ]*{_CLOCK}(?:\+08:00)?)?")
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")


class ParsedTime(NamedTuple):
    """A time in seconds; `bare` where only its date was written."""

    seconds: int
    is_date_only: bool


def parse_day(text: str) -> int:
    """The day number of a date; a clock time beside it says nothing more (databases export days so)."""
    return day_of_time(parse_time(text).seconds)


def parse_time(text: str) -> ParsedTime:
    """The second of a time in China, or the first second of a bare date."""
    match = _TIME.fullmatch(half_width(text))
    if match is None:
        raise _no_date(text)
    start = first_second(_day(match))
    if match[7] is None:
        return ParsedTime(start, is_date_only=True)
    hour, minute, second = int(match[7]), int(match[8] or match[10] or 0), int(match[9] or match[11] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise CellError("钟点不存在", "小时写 0 到 23，分和秒写 0 到 59")
    return ParsedTime(start + hour * 3600 + minute * 60 + second, is_date_only=False)


def _day(match: re.Match[str]) -> int:
    year, month, day = int(match[1]), int(match[3] or match[5]), int(match[4] or match[6])
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CellError(f"年份不在 {EARLIEST_YEAR} 到 {LATEST_YEAR} 之间", "核对年份，写四位数")
    try:
        return day_number(date(year, month, day))
    except ValueError as error:
        raise CellError("日历上没有这一天", "核对月份和日期") from error


def _no_date(text: str) -> CellError:
    if _SERIAL.fullmatch(half_width(text)):
        mend = "在 Excel 中把这一列设为日期格式（2026-11-22 08:30）再另存"
        return CellError("像是 Excel 的日期序列号，不是日期", mend)
    return CellError("不是可识别的日期或时间", "年在前，写成 2026-11-22 或 2026-11-22 08:30")
