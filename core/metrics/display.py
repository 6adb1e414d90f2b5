"""Figures and changes as people read them. Rounding happens here and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from core.catalogue.kpi_model import Kpi, Standard
from core.metrics.types import Board, Change, ChangeUnit, Figure

NO_DATA = "—"
UNCHANGED = "持平"
MAX_WIDTH_WITH_DECIMALS = 20  # an interval wider than this bears out no decimals at all


@lru_cache(maxsize=16_384)  # a wall writes the same few hundred numbers with every refresh
def rounded(value: float, digits: int) -> str:
    """Round half up, with thousands separators. A zero has no sign."""
    exact = Decimal(repr(value or 0)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return f"{exact:,}"


def number_text(kpi: Kpi, value: float) -> str:
    """Return the number alone, without its unit: a rate in percent."""
    if kpi.kind == "rate":
        return rounded_rate(value, kpi.digits)
    return rounded(value, kpi.digits)


def rounded_rate(value: float, digits: int) -> str:
    """Return a rate between 0 and 1 in percent. One that is not quite none or all is not rounded to 0 or 100."""
    text = rounded(value * 100, digits)
    step = Decimal(1).scaleb(-digits)
    if value < 1 and Decimal(text) == 100:
        return str(100 - step)
    if value > 0 and Decimal(text) == 0:
        return str(step)
    return text


def figure_text(kpi: Kpi, figure: Figure) -> str:
    """Return a figure such as 12,481 起, 98.90%, or — where there is none."""
    if figure.value is None:
        return NO_DATA
    number = number_text(kpi, figure.value)
    return f"{number}%" if kpi.kind == "rate" else f"{number} {kpi.unit}"


def standard_text(kpi: Kpi, standard: Standard) -> str:
    """Return a standard such as ≥ 40%."""
    sign = "≥" if standard.op == ">=" else "≤"
    number = rounded(standard.value * 100, 2).rstrip("0").rstrip(".") if kpi.kind == "rate" else str(standard.value)
    return f"{sign} {number}{kpi.unit}"


def sign_and_amount(value: float, unit: str, digits: int) -> tuple[str, str]:
    """Returns the sign and the rest, such as + and 12.9%; a value that rounds to nothing has no sign."""
    text = rounded(abs(value), digits)
    sign = "" if Decimal(text.replace(",", "")) == 0 else "−" if value < 0 else "+"
    return sign, f"{text}{' ' if unit == ChangeUnit.POINTS else ''}{unit}"


def signed(value: float, unit: str, digits: int) -> str:
    """Returns a change such as +12.9% or −1.20 个百分点; a value that rounds to nothing has no sign."""
    sign, amount = sign_and_amount(value, unit, digits)
    return sign + amount


def change_digits(unit: str, width: float | None = None) -> int:
    """Return the decimals of a change: no more than its interval, `width` units wide, bears out."""
    max_digits = 2 if unit == ChangeUnit.POINTS else 1
    if width is None or width <= 1:
        return max_digits
    return 1 if width <= MAX_WIDTH_WITH_DECIMALS else 0


def change_text(change: Change, width: float | None = None) -> str:
    """Return the raw change: such as −19.5%, +1.20 个百分点, 持平, or why there is none."""
    if change.change is None:
        return change.reason or NO_DATA
    sign, amount = sign_and_amount(change.change, change.unit, change_digits(change.unit, width))
    return sign + amount if sign else UNCHANGED


def unfinished_note(board: Board) -> str:
    """Return a note such as 未满期，至 10月31日: of a period that is not over; otherwise empty."""
    return "" if board.is_complete else f"未满期，至 {board.period.end.month}月{board.period.end.day}日"


def cut_month_note(board: Board) -> str:
    """Return a note such as 11月未满，至 12日, where the data end within the board's last month; otherwise empty."""
    day = board.as_of
    return "" if (day + timedelta(days=1)).day == 1 else f"{day.month}月未满，至 {day.day}日"
