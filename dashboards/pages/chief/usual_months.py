"""Usual ranges of the tiles' months: the band behind the thin line, and which newest months lie outside their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.features.month_chart.types import MonthChart, Side
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


def outside_text(chart: MonthChart | None) -> str:
    """Return that the newest whole month lies outside its usual range; empty where it does not, or none is known."""
    newest = None if chart is None else chart.newest
    if newest is None or newest.outside is None:
        return ""
    template = words.ABOVE_USUAL if newest.outside is Side.ABOVE else words.BELOW_USUAL
    return template.format(month=newest.last_month % 12 + 1)


def usual_text(charts: Mapping[str, MonthChart]) -> str:
    """Return once for all tiles how many of the newest months lie within their usual range, and how many outside."""
    newest = [point for chart in charts.values() if (point := chart.newest) is not None and point.low is not None]
    outside = sum(point.outside is not None for point in newest)
    if not newest:
        return ""
    template = words.SOME_OUTSIDE if outside else words.ALL_USUAL
    return template.format(within=len(newest) - outside, outside=outside, known=len(newest))
