"""Values of a comparison as people read them: alike in the command, the chart, the table and side by side."""

from __future__ import annotations

from fractions import Fraction

from core.catalogue.kpi_model import Kpi
from core.catalogue.measure_model import Measure
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


def ends_text(comparison: Comparison, low: float | None, high: float | None) -> str:
    """Returns the ends of an interval of a compared value, for a column whose head has the unit."""
    low_text, high_text = (
        NO_DATA if end is None else _number_text(comparison, decimal_fraction(end)) for end in (low, high)
    )
    return f"{low_text} 至 {high_text}"


def value_as_printed(comparison: Comparison, exact: Fraction) -> float:
    """Returns a compared value rounded as it is printed, as a number, so that a table sorts it as one."""
    return to_number(_number_text(comparison, exact))


def _number_text(comparison: Comparison, exact: Fraction) -> str:
    return (rounded_rate if comparison.unit == "%" else rounded)(exact, comparison.digits)


def within_text(kpi: Kpi, measure: Measure, place: int) -> str:
    """Return what it is to lie within a bin edge of a percentile: such as 15 分钟内到场, without needless decimals."""
    assert measure.bins is not None  # only percentiles have edges
    edge, event = Fraction(measure.bins.edges[place], kpi.scale), measure.bins.event
    bound = f"{rounded(edge, 0 if edge.denominator == 1 else kpi.digits)} {kpi.unit}"
    return f"{bound}内{event}" if event else f"{measure.zh}在 {bound}以内"
