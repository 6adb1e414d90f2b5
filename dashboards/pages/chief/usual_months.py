"""Usual ranges of the tiles' months: the band behind the thin line, and which newest months lie outside their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.features.month_chart.types import MonthChart, MonthPoint, Side
from dashboards.i18n.words import verdicts as words

Ends = tuple[float, float]


def band(chart: MonthChart | None, months: Sequence[int]) -> list[Ends | None]:
    """Return the ends of the usual range of some months, None where a month has none.

    A cohort's months are read at another age than the thin line has them, and two months told as one are no single
    month: those have no band.
    """
    if chart is None or chart.age is not None:
        return []
    ends = {
        point.last_month: (point.low, point.high)
        for point in chart.points
        if point.months == 1 and point.low is not None and point.high is not None
    }
    return [ends.get(month) for month in months] if ends else []


class OutsideMonth(NamedTuple):
    """The newest whole month where it lies outside its usual range: its name, such as 10月, and on which side."""

    month: str
    side: str


def outside_month(chart: MonthChart | None) -> OutsideMonth | None:
    """Return the newest whole month where it lies outside its usual range; None where it does not, or none is known."""
    newest = None if chart is None else chart.newest
    if newest is None or newest.outside is None:
        return None
    side = words.ABOVE_USUAL if newest.outside is Side.ABOVE else words.BELOW_USUAL
    return OutsideMonth(_month_name(newest), side)


def _month_name(point: MonthPoint) -> str:
    return words.MONTH_NAME.format(month=point.last_month % 12 + 1)


def usual_text(charts: Mapping[str, MonthChart]) -> str:
    """Return once for all tiles how many of the newest months lie within their usual range, and how many outside.

    The month is named where it is the same for all of them.
    """
    newest = [point for chart in charts.values() if (point := chart.newest) is not None and point.low is not None]
    outside = sum(point.outside is not None for point in newest)
    if not newest:
        return ""
    names = {_month_name(point) for point in newest}
    month = names.pop() if len(names) == 1 else words.LAST_WHOLE_MONTH
    if not outside and len(newest) < len(charts):
        return words.ALL_KNOWN_USUAL.format(month=month, known=len(newest))
    template = words.SOME_OUTSIDE if outside else words.ALL_USUAL
    text = template.format(outside=outside, known=len(newest))
    return words.OF_MONTH.format(month=month, text=text)
