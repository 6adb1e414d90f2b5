"""A printed figure as text → its value and what its last digit claims. 86 and 86.0 claim different things."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from core.audit.intervals import Interval, rounding_interval

SCALES = {"": 1, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
FRACTION_MARKS = {"%": 100, "‰": 1000}
RELATIONS = {
    "=": "=",
    "等于": "=",  # in a spreadsheet a cell of = alone looks like a formula
    ">=": ">=",
    "≥": ">=",
    "<=": "<=",
    "≤": "<=",
    "余": "余",
    "餘": "余",
    "以上": "以上",
    "以下": "以下",
}
_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.([0-9]{1,30}))?([万萬亿億]?)([%‰]?)")


@dataclass(frozen=True)
class PrintedFigure:
    """A printed figure: its value, one unit of its last digit as printed, and how many decimals it has.

    `slack` is what 余 may add: one unit of the last digit that is not a filling zero before the decimal point.
    790余 says "seven hundred and ninety odd", so below 800; 100余 is below 200. Zeros after the point are meant.
    """

    value: Fraction
    step: Fraction
    slack: Fraction
    decimals: int
    scale: int
    per: int | None  # 100 for %, 1000 for ‰, None for what is not a part or change


def parse_figure(reported: str, unit: str) -> PrintedFigure | None:
    """Reads the text; None where it is not one plain number. 万 and 亿 may stand in the text or begin the unit."""
    text = unicodedata.normalize("NFKC", "".join(reported.split())).replace("−", "-").replace("–", "-")
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    sign, whole, decimals, scale_word, mark = found.groups(default="")
    unit = unicodedata.normalize("NFKC", unit.strip())
    scale = SCALES[scale_word] * (SCALES.get(unit[:1], 1) if not scale_word else 1)
    digits = whole.replace(",", "")
    step = Fraction(scale, 10 ** len(decimals))
    value = int(digits + decimals) * step * (-1 if sign == "-" else 1)
    filling = 0 if decimals or not int(digits) else len(digits) - len(digits.rstrip("0"))
    return PrintedFigure(value, step, step * 10**filling, len(decimals), scale, FRACTION_MARKS.get(mark or unit))


def possible_values(figure: PrintedFigure, relation: str, *, is_count: bool) -> Interval:
    """The true values that the figure stands for. A count (`whole`) printed in full is exact; all else is rounded.

    以上, 以下 and 余 are said of the size: 下降30%以上 is −30 or further down. >= and <= are as on the number line.
    """
    value = figure.value
    if relation == "=":
        return Interval(value, value) if is_count and figure.scale == 1 else rounding_interval(value, figure.step)
    if relation == "余":
        odd = Interval(abs(value), abs(value) + figure.slack, high_in=False)
        return odd.mirrored() if value < 0 else odd
    upwards = relation == ">=" or relation == ("以下" if value < 0 else "以上")
    return Interval(value, None) if upwards else Interval(None, value)
