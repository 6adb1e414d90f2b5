"""The year, and perhaps the month, that a title or the name of a sheet or a file gives to the periods below it."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.time.period_forms import MONTH, SEPARATOR, YEAR, number_of, plain_text
from core.time.reporting_calendar import MONTHS_A_YEAR

_DATE = re.compile(rf"(?<![0-9])(?:{YEAR}年{MONTH}月[0-9]{{1,2}}[日号]|{YEAR}([-/._]?)[0-9]{{2}}\4[0-9]{{2}}(?![0-9]))")
_YEAR = re.compile(rf"(?<![0-9]){YEAR}(?=(?:0[1-9]|1[0-2])?(?![0-9]))")
_CHINESE_MONTH = re.compile(rf"{YEAR}年(?:{MONTH}月?份?{SEPARATOR})?{MONTH}月")
_DIGIT_MONTH = re.compile(rf"(?<![0-9]){YEAR}[-/._]?(0[1-9]|1[0-2])(?![0-9])")


class PeriodContext(NamedTuple):
    """Hold what stands around a period: a year, and the number of the month that 本月 means there."""

    year: int | None = None
    month: int | None = None


NO_CONTEXT = PeriodContext()


def context_of(*texts: str) -> PeriodContext:
    """The context that the first of some texts, the nearest first, gives: the only year that it names.

    The month is the only one that it names with the year; of 1-9月 the last. Full dates say when a file was made or
    filled in, not of which year it speaks, and are passed over, as is a text that names several years.
    """
    for text in texts:
        plain = _DATE.sub(" ", plain_text(text))
        years = {int(year) for year in _YEAR.findall(plain)}
        if len(years) == 1:
            months = {_month(year, last) for year, _, last in _CHINESE_MONTH.findall(plain)}
            months |= {_month(*match) for match in _DIGIT_MONTH.findall(plain)}
            return PeriodContext(years.pop(), months.pop() if len(months) == 1 else None)
    return NO_CONTEXT


def _month(year: str, month: str) -> int:
    return int(year) * MONTHS_A_YEAR + number_of(month) - 1
