"""Numbers and days that a table has as text, as a spreadsheet can sum and sort them: shown as they were written.

1,234 起 becomes the number 1234 in the format #,##0" 起". What would not be shown just as it was written stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

MINUS = "\u2212"  # as the product prints it; the sign on a keyboard may begin a formula
CODE_HEADS = ("编号", "编码", "代码", "文号", "号码", "警号", "账号", "电话", "批次", "版本")  # their numbers are names
_DIGITS = 15  # more are not kept by a spreadsheet
_FIRST_YEAR = 1900  # before it a spreadsheet has no days
_NUMBER = re.compile(
    rf"(?P<sign>[+{MINUS}]?)(?P<whole>0|[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d*)(?P<decimals>\.\d+)?"
    r"(?P<unit>[%‰]| [^\W\d_][^\d\s;；，。:：(（]{0,9})?"
)
_FACTORS = {"%": 100, "‰": 1}
_DAYS: dict[str, str] = {
    "%Y-%m-%d": "yyyy-mm-dd",
    "%Y-%m-%d %H:%M": "yyyy-mm-dd hh:mm",
    "%Y-%m": "yyyy-mm",
    "%Y年%m月%d日": 'yyyy"年"m"月"d"日"',
}
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?: \d{2}:\d{2})?)?|年[1-9]\d?月[1-9]\d?日)")


class SpreadsheetCell(NamedTuple):
    """A number or a day, and the format in which it looks like the text that it was."""

    value: float | datetime
    number_format: str


def spreadsheet_cell(text: str, head: str = "") -> SpreadsheetCell | None:
    """Return what a text is that says nothing but a number or a day; None of any other, and of a code."""
    if _DAY.fullmatch(text):
        return _day(text)
    match = _NUMBER.fullmatch(text)
    if match is None or head.endswith(CODE_HEADS):
        return None
    digits = f"{match['whole'].replace(',', '')}{match['decimals'] or ''}"
    if len(digits) > _DIGITS or (match["sign"] and not Decimal(digits)):
        return None
    value = Decimal(digits) / _FACTORS.get(match["unit"] or "", 1)
    return SpreadsheetCell(float(-value if match["sign"] == MINUS else value), _format_of(match.group))


def _format_of(group: Callable[[str], str | None]) -> str:
    integer = "#,##0" if "," in (group("whole") or "") else "0"
    decimals, unit = group("decimals"), group("unit") or ""
    places = f".{'0' * (len(decimals) - 1)}" if decimals else ""
    number = f"{integer}{places}{unit if unit in ('', '%') else _quoted(unit)}"
    return f"{_quoted('+')}{number};{_quoted(MINUS)}{number}" if group("sign") else number


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', ""))


def _day(text: str) -> SpreadsheetCell | None:
    for written, number_format in _DAYS.items():
        try:
            day = datetime.strptime(text, written)
        except ValueError:
            continue
        return SpreadsheetCell(day, number_format) if day.year >= _FIRST_YEAR else None
    return None
