"""A tile draws the range in which its months usually lie, and speaks only of a month that lies outside."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from core.features.month_chart.types import ChartKind, MonthChart, MonthPoint, MonthState, Side
from dashboards.pages.chief.usual_months import band, outside_month, usual_text
from tests.support.attention_world import UNITS

OCTOBER = 2026 * 12 + 9


def point(month: int, outside: Side | None = None, months: int = 1) -> MonthPoint:
    state, known = MonthState.JUDGED, date(2026, 10, 31)
    return MonthPoint(month - months + 1, month, 30, known, state, Fraction(40), None, 41.0, 22.0, 60.0, outside)


def chart(*points: MonthPoint, age: int | None = None) -> MonthChart:
    return MonthChart("alerts_valid", UNITS[0], date(2026, 10, 31), ChartKind.U_PRIME, points, age)


def test_the_band_stands_where_a_single_month_has_a_range() -> None:
    usual = chart(point(OCTOBER - 2, months=2), point(OCTOBER - 1), point(OCTOBER))
    assert band(usual, range(OCTOBER - 3, OCTOBER + 1)) == [None, None, (22.0, 60.0), (22.0, 60.0)]
    assert band(chart(point(OCTOBER), age=60), [OCTOBER]) == [], "months of another age than those of the thin line"
    assert band(None, [OCTOBER]) == band(chart(), [OCTOBER]) == []


def test_words_stand_only_for_a_month_outside() -> None:
    assert outside_month(chart(point(OCTOBER))) is outside_month(chart()) is outside_month(None) is None
    assert outside_month(chart(point(OCTOBER, Side.ABOVE))) == ("10月", "高于平常")
    assert outside_month(chart(point(OCTOBER, Side.BELOW))) == ("10月", "低于平常")


def test_the_tiles_are_counted_once() -> None:
    inside, outside = chart(point(OCTOBER)), chart(point(OCTOBER, Side.BELOW))
    assert usual_text({"a": inside, "b": inside}) == "10月 2 项都在平常范围"
    assert usual_text({"a": inside, "b": outside, "c": chart()}) == "10月 1 项超出平常范围"
    assert usual_text({"a": inside, "b": chart()}) == "10月能判断的 1 项都在平常范围", "of two, one has no usual range"
    late = chart(point(OCTOBER - 2))
    assert usual_text({"a": inside, "b": late}) == "最近整月 2 项都在平常范围", "of two months"
    assert usual_text({}) == ""
