"""Values of a comparison as people read them: alike in the command, the chart, the table and side by side."""

from __future__ import annotations

from fractions import Fraction

from core.comparison.types import Comparison
from core.metrics.display import NO_DATA, decimal_fraction, rounded, rounded_rate, to_number


def value_text(comparison: Comparison, exact: Fraction | None) -> str:
    """Returns a compared value with its unit, or — where there is none."""
    if exact is None:
        return NO_DATA
    number = _number_text(comparison, exact)
    return f"{number}%" if comparison.unit == "%" else f"{number} {comparison.unit}"


def estimate_text(comparison: Comparison, value: float | None) -> str:
    """Returns an estimate of a compared value, such as an end of its interval or a standardised rate."""
    return value_text(comparison, None if value is None else decimal_fraction(value))


def value_as_printed(comparison: Comparison, exact: Fraction) -> float:
    """Returns a compared value rounded as it is printed, as a number, so that a table sorts it as one."""
    return to_number(_number_text(comparison, exact))


def _number_text(comparison: Comparison, exact: Fraction) -> str:
    return (rounded_rate if comparison.unit == "%" else rounded)(exact, comparison.digits)
