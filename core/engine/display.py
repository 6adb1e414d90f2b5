"""Figures and changes as people read them. Rounding happens here and nowhere else."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.catalogue.model import Kpi, Standard
from core.engine.answers import Change, Figure

NO_DATA = "—"


def rounded(value: float, digits: int) -> str:
    """Half up, with thousands separators."""
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return f"{exact:,}"


def number_text(kpi: Kpi, value: float) -> str:
    """The number alone, without its unit: a rate in percent."""
    if kpi.kind == "rate":
        return rounded_rate(value, kpi.digits)
    return rounded(value, kpi.digits)


def rounded_rate(value: float, digits: int) -> str:
    """A rate between 0 and 1 in percent. What is not quite none or all is not rounded to 0 or 100."""
    text = rounded(value * 100, digits)
    step = Decimal(1).scaleb(-digits)
    if value < 1 and Decimal(text) == 100:
        return str(100 - step)
    if value > 0 and Decimal(text) == 0:
        return str(step)
    return text


def figure_text(kpi: Kpi, figure: Figure) -> str:
    """Such as 12,481 起, 98.90%, or — where there is no figure."""
    if figure.value is None:
        return NO_DATA
    number = number_text(kpi, figure.value)
    return f"{number}%" if kpi.kind == "rate" else f"{number} {kpi.unit}"


def standard_text(kpi: Kpi, standard: Standard) -> str:
    """Such as ≥ 40%."""
    sign = "≥" if standard.op == ">=" else "≤"
    number = rounded(standard.value * 100, 2).rstrip("0").rstrip(".") if kpi.kind == "rate" else str(standard.value)
    return f"{sign} {number}{kpi.unit}"


def change_text(change: Change) -> str:
    """Such as ▼ 19.5%, ▲ 1.20 个百分点, 持平, or why there is none."""
    if change.change is None:
        return change.reason or NO_DATA
    digits = 2 if change.unit == "个百分点" else 1
    number = rounded(abs(change.change), digits)
    if Decimal(number.replace(",", "")) == 0:
        return "持平"
    arrow = "▲" if change.change > 0 else "▼"
    space = " " if change.unit == "个百分点" else ""
    return f"{arrow} {number}{space}{change.unit}"
