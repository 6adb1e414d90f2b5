"""A printed figure as text → its value and the precision that its last digit claims: 86 and 86.0 differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from core.audit.intervals import Interval, rounding_interval
from core.full_width import half_width

SCALES = {"": 1, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
FRACTION_MARKS = {"%": 100, "‰": 1000}


class Relation(StrEnum):
    """The relation of the true value to the figure, as the file writes it."""

    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    ODD = "余"  # 790余: seven hundred and ninety odd
    OR_MORE = "以上"
    OR_LESS = "以下"

    @property
    def prefix(self) -> str:
        """The sign that a bulletin prints before the figure."""
        return {Relation.AT_LEAST: "≥", Relation.AT_MOST: "≤"}.get(self, "")

    @property
    def suffix(self) -> str:
        """The word that a bulletin prints after the figure."""
        return self.value if self in (Relation.ODD, Relation.OR_MORE, Relation.OR_LESS) else ""


RELATION_WORDS = {
    "=": Relation.EQUAL,
    "等于": Relation.EQUAL,  # in a spreadsheet a cell of = alone looks like a formula
    ">=": Relation.AT_LEAST,
    "≥": Relation.AT_LEAST,
    "<=": Relation.AT_MOST,
    "≤": Relation.AT_MOST,
    "余": Relation.ODD,
    "餘": Relation.ODD,
    "以上": Relation.OR_MORE,
    "以下": Relation.OR_LESS,
}
_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.([0-9]{1,30}))? ?([万萬亿億]?) ?([%‰]?)")


@dataclass(frozen=True)
class PrintedFigure:
    """A printed figure: its value, one unit of its last digit as printed, and how many decimals it has.

    `slack` is the most that 余 may add: one unit of the last digit that is not a filling zero before the decimal point.
    790余 says "seven hundred and ninety odd", so below 800; 100余 is below 200. Zeros after the point are meant.
    """

    value: Fraction
    step: Fraction
    slack: Fraction
    decimals: int
    scale: int
    per: int | None  # 100 for %, 1000 for ‰, None for a figure that is no fraction or change


def parse_figure(reported: str, unit: str) -> PrintedFigure | None:
    """Read the text; None where it is not one plain number. 万 and 亿 may stand in the text or begin the unit."""
    text = half_width(reported.strip()).replace("−", "-").replace("–", "-")
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    sign, integer, decimals, scale_word, mark = match.groups(default="")
    unit = half_width(unit.strip())
    scale = SCALES[scale_word] * (SCALES.get(unit[:1], 1) if not scale_word else 1)
    digits = integer.replace(",", "")
    step = Fraction(scale, 10 ** len(decimals))
    value = int(digits + decimals) * step * (-1 if sign == "-" else 1)
    filling = 0 if decimals or not int(digits) else len(digits) - len(digits.rstrip("0"))
    return PrintedFigure(value, step, step * 10**filling, len(decimals), scale, FRACTION_MARKS.get(mark or unit))


def possible_values(figure: PrintedFigure, relation: Relation, *, is_count: bool) -> Interval:
    """Return the true values that the figure stands for. A count printed in full is exact; all else is rounded.

    以上, 以下 and 余 are said of the size: 下降30%以上 is −30 or further down. >= and <= are as on the number line.
    """
    value = figure.value
    if relation is Relation.EQUAL:
        return Interval(value, value) if is_count and figure.scale == 1 else rounding_interval(value, figure.step)
    if relation is Relation.ODD:
        interval = Interval(abs(value), abs(value) + figure.slack, high_in=False)
        return interval.mirrored() if value < 0 else interval
    away_from_zero = Relation.OR_LESS if value < 0 else Relation.OR_MORE
    is_lower_bound = relation in (Relation.AT_LEAST, away_from_zero)
    return Interval(value, None) if is_lower_bound else Interval(None, value)
