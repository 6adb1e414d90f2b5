"""Guesses at how a wrong last digit came about, for whoever looks into it; never part of the verdict."""

from __future__ import annotations

import math
from fractions import Fraction

from core.audit.printed_figure import PrintedFigure


def rounding_hint(value: Fraction, figure: PrintedFigure) -> str:
    """Return a remark in brackets, or nothing."""
    size, printed, step = abs(value), abs(figure.value), figure.step
    rounded_sizes = {
        "先多留一位再取整，舍入了两次": _half_up(_half_up(size, step / 10), step),
        "舍去了尾数": math.floor(size / step) * step,
        "尾数一律进了一": math.ceil(size / step) * step,
        "取整到了前一位": _half_up(size, step * 10),
    }
    if not printed or value * figure.value < 0:
        return ""
    causes = [cause for cause, rounded_size in rounded_sizes.items() if rounded_size == printed]
    return f"（像是{'，或'.join(causes)}）" if causes else ""


def _half_up(size: Fraction, step: Fraction) -> Fraction:
    return math.floor(size / step + Fraction(1, 2)) * step
