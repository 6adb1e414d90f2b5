"""Figures and changes as people read them. Rounding happens here and nowhere else.

What counts give (a rate, a change) comes as an exact fraction and is rounded half up, away from zero, once. A float was
rounded when it was made, so that half a unit of the last digit may have gone either way: only estimates, which are not
exact anyhow (ends of intervals, expected counts, scores), may be printed from one, by the functions named so.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from core.catalogue.kpi_model import Kpi, Standard
from core.metrics.types import Board, Change, ChangeUnit, Figure
from core.time.days import day_number

NO_DATA = "—"
UNCHANGED = "持平"
FALSE_PART = "含有误的数"
UNRIPE = "未到期"
_CHANGE_UNITS = tuple(ChangeUnit)
_MOST_DIGITS = 400  # decimals that a float may be written with
MORE_DECIMALS = 4  # at most, of a number beside its standard: an estimate may differ by its own rounding alone
MAX_WIDTH_WITH_DECIMALS = 20  # an interval wider than this bears out no decimals at all


def rounded(value: Fraction | int, digits: int) -> str:
    """Round half up, away from zero, with thousands separators. What rounds to zero has no sign."""
    return _rounded(value.numerator, value.denominator, digits)


@lru_cache(maxsize=16_384)  # a wall writes the same few hundred numbers with every refresh
def _rounded(top: int, bottom: int, digits: int) -> str:
    units = (2 * abs(top) * 10**digits + bottom) // (2 * bottom)
    integer, decimals = divmod(units, 10**digits)
    sign = "-" if top < 0 and units else ""
    return f"{sign}{integer:,}.{decimals:0{digits}d}" if digits else f"{sign}{integer:,}"


def rounded_estimate(value: float, digits: int) -> str:
    """Round an estimate by the decimals that it is written with."""
    return rounded(decimal_fraction(value), digits)


def decimal_fraction(value: float) -> Fraction:
    """Return the decimal that a float is written as: 0.1 is a tenth."""
    return _decimal_fraction(value)  # a cached function has no types of its own


@lru_cache(maxsize=16_384)
def _decimal_fraction(value: float) -> Fraction:
    return Fraction(repr(float(value)))


def number_text(kpi: Kpi, exact: Fraction) -> str:
    """Return the number alone, without its unit: a rate in percent.

    One that is not quite at its standard has the decimals that say so: 39.996% does not meet 40%.
    """
    text = _number_text(kpi, exact, kpi.digits)
    return text if kpi.standard is None else _beside_standard(kpi, kpi.standard, exact, text)


def _number_text(kpi: Kpi, exact: Fraction, digits: int) -> str:
    return rounded_rate(exact, digits) if kpi.kind == "rate" else rounded(exact, digits)


def _beside_standard(kpi: Kpi, standard: Standard, exact: Fraction, plain: str) -> str:
    """Return a number with the decimals that tell it from its standard; as it was where none of few more do."""
    bound, text = decimal_fraction(standard.value), plain
    printed_bound = bound * (100 if kpi.kind == "rate" else 1)
    for digits in range(kpi.digits + 1, kpi.digits + MORE_DECIMALS + 1):
        if exact == bound or _printed_fraction(text) != printed_bound:
            return text
        text = _number_text(kpi, exact, digits)
    return text if _printed_fraction(text) != printed_bound else plain


@lru_cache(maxsize=16_384)
def _printed_fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def number_as_printed(kpi: Kpi, figure: Figure) -> float | None:
    """Return the number of `number_text` as a number for a cell of a table or a file; None where there is none."""
    return None if figure.exact is None else to_number(number_text(kpi, figure.exact))


def to_number(text: str) -> float:
    """Return a printed number as a number again."""
    return float(text.replace(",", ""))


def most_decimals(numbers: Iterable[float | None], digits: int) -> int:
    """Return how many decimals a column of printed numbers needs: as usual, or those of a rate just short of all."""
    exponents = (
        Decimal(repr(float(number))).normalize().as_tuple().exponent for number in numbers if number is not None
    )
    return max([digits, *(-exponent for exponent in exponents if isinstance(exponent, int))])


def rounded_rate(value: Fraction, digits: int) -> str:
    """Return a rate between 0 and 1 in percent. One not quite none or all has the decimals that tell it from them."""
    return _rounded_rate(value.numerator, value.denominator, digits)


@lru_cache(maxsize=16_384)
def _rounded_rate(top: int, bottom: int, digits: int) -> str:
    text = _rounded(top * 100, bottom, digits)
    while 0 < top < bottom and to_number(text) in (0, 100):
        digits += 1
        text = _rounded(top * 100, bottom, digits)
    return text


def rounded_rate_estimate(value: float, digits: int) -> str:
    """Return an estimated rate, such as an end of an interval, in percent; see `rounded_rate`."""
    return rounded_rate(decimal_fraction(value), digits)


def figure_text(kpi: Kpi, figure: Figure) -> str:
    """Return a figure such as 12,481 起, 98.90%, or — where there is none."""
    return NO_DATA if figure.exact is None else amount_text(kpi, figure.exact)


def figure_mark(figure: Figure) -> str:
    """Return what must stand beside a figure's number; empty where it can be taken as it is."""
    if figure.has_false_part:
        return FALSE_PART
    if figure.exact is None:
        return ""
    until = f"截至 {figure.outcomes_until:%m-%d}" if figure.outcomes_until is not None else ""
    is_unripe = figure.ripeness is not None and not figure.ripeness.is_ripe
    return "，".join(filter(None, (until, UNRIPE if is_unripe else "")))


def amount_text(kpi: Kpi, exact: Fraction) -> str:
    """Return a KPI's value with its unit."""
    number = number_text(kpi, exact)
    return f"{number}%" if kpi.kind == "rate" else f"{number} {kpi.unit}"


def amount_estimate_text(kpi: Kpi, value: float) -> str:
    """Return an estimate of a KPI's value, such as an end of its interval, with its unit."""
    return amount_text(kpi, decimal_fraction(value))


def bound_text(bound: float) -> str:
    """Return a declared bound of a rate in percent as it was declared, such as 40, 98.5 or 99.995."""
    return _all_digits(decimal_fraction(bound) * 100)


def declared_text(number: float) -> str:
    """Return a number that somebody declared with all the decimals it was declared with: 12.5 is not 13."""
    return _all_digits(decimal_fraction(number))


def _all_digits(value: Fraction) -> str:
    digits = next(digits for digits in range(_MOST_DIGITS) if (value * 10**digits).denominator == 1)
    return rounded(value, digits)


def dated_standard_text(kpi: Kpi, standard: Standard) -> str:
    """Return a standard in its own words, with the day from which it holds if it did not always."""
    since = f"{standard.since.isoformat()} 起 " if standard.since else ""
    return f"{since}{standard_text(kpi, standard)}，{standard.zh}"


def standard_text(kpi: Kpi, standard: Standard) -> str:
    """Return a standard such as ≥ 40%."""
    sign = "≥" if standard.op == ">=" else "≤"
    number = bound_text(standard.value) if kpi.kind == "rate" else str(standard.value)
    return f"{sign} {number}{kpi.unit}"


def sign_and_amount(value: Fraction | int, unit: str, digits: int) -> tuple[str, str]:
    """Returns the sign and the rest, such as + and 12.9%; what rounds to nothing has no sign.

    A change in % or points that is not quite none has the decimals that tell it from none: what is 持平 is the same.
    """
    text = rounded(value, digits)
    while value and to_number(text) == 0 and unit in _CHANGE_UNITS:
        digits += 1
        text = rounded(value, digits)
    return _sign_and_amount(text, unit)


def _sign_and_amount(text: str, unit: str) -> tuple[str, str]:
    amount = text.removeprefix("-")
    sign = "" if to_number(amount) == 0 else "+" if amount == text else "−"
    return sign, f"{amount}{' ' if unit == ChangeUnit.POINTS else ''}{unit}"


def signed(value: Fraction | int, unit: str, digits: int) -> str:
    """Returns a change such as +12.9% or −1.20 个百分点; see `sign_and_amount`."""
    sign, amount = sign_and_amount(value, unit, digits)
    return sign + amount


def signed_estimate(value: float, unit: str, digits: int) -> str:
    """Returns an estimated change, such as an end of its interval; one that rounds to nothing has no sign."""
    sign, amount = _sign_and_amount(rounded_estimate(value, digits), unit)
    return sign + amount


def change_digits(unit: str, width: float | None = None) -> int:
    """Return the decimals of a change: no more than its interval, `width` units wide, bears out.

    One where there is none: of what is counted in full an officer is tenths of a point of a share.
    """
    if width is None:
        return 1
    if width <= 1:
        return 2 if unit == ChangeUnit.POINTS else 1
    return 1 if width <= MAX_WIDTH_WITH_DECIMALS else 0


def change_text(change: Change, digits: int) -> str:
    """Return the raw change: such as −19.5%, +1.20 个百分点, 持平, or why there is none."""
    if change.change is None:
        return change.reason or NO_DATA
    sign, amount = sign_and_amount(change.change, change.unit, digits)
    return sign + amount if sign else UNCHANGED


def unfinished_note(board: Board) -> str:
    """Return a note such as 未满期，至 10月31日: of a period that is not over; otherwise empty."""
    return "" if board.is_complete else f"未满期，至 {board.period.end.month}月{board.period.end.day}日"


def cut_month(board: Board) -> tuple[str, str] | None:
    """Return the board's last month and the day, such as 11月 and 12日, where the data end within it; else None."""
    calendar = board.calendar
    month = calendar.month_of(board.period.last)
    if calendar.month_days(month)[1] <= day_number(board.as_of):
        return None
    end = f"{board.as_of.day}日" if calendar.month_begins == 1 else f"{board.as_of.month}月{board.as_of.day}日"
    return f"{month % 12 + 1}月", end


def cut_month_note(board: Board) -> str:
    """Return a note such as 11月未满，至 12日, where the data end within the board's last month; otherwise empty."""
    cut = cut_month(board)
    return f"{cut[0]}未满，至 {cut[1]}" if cut else ""
