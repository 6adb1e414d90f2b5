"""Raw changes of a figure, by hand: in percent, in points, by the day where windows differ, and from nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from core.metrics.kpi import base_known_by, kpi_change
from core.metrics.types import Change, ChangeUnit, Figure, Window
from core.time.days import day_number
from tests.support.worlds import CATALOGUE

FEBRUARY = Window(day_number(date(2026, 2, 1)), day_number(date(2026, 2, 28)))
MARCH = Window(day_number(date(2026, 3, 1)), day_number(date(2026, 3, 31)))
JANUARY = Window(day_number(date(2026, 1, 1)), day_number(date(2026, 1, 31)))


def figure(exact: Fraction | int | None, reason: str | None = None) -> Figure:
    return Figure(None, None, None if exact is None else Fraction(exact), reason)


def change(kpi: str, now: Figure, then: Figure, base: Window = FEBRUARY) -> Change:
    return kpi_change(CATALOGUE.kpis[kpi], "mom", (MARCH, now), (base, then))


def test_a_count_over_more_days_is_also_compared_by_the_day() -> None:
    raw = change("alerts_valid", figure(62), figure(28))
    assert (raw.change, raw.per_day, raw.unit) == (Fraction(3400, 28), Fraction(100), ChangeUnit.PERCENT)
    assert change("alerts_valid", figure(62), figure(31), JANUARY).per_day is None


@pytest.mark.parametrize("kpi", ["response_time_p90", "police_total", "station_force_share"])
def test_what_does_not_grow_with_days_is_never_divided_by_them(kpi: str) -> None:
    assert not CATALOGUE.kpis[kpi].grows_with_days
    raw = change(kpi, figure(Fraction(1, 2)), figure(Fraction(1, 4)))
    assert raw.per_day is None and raw.change == (25 if raw.unit is ChangeUnit.POINTS else 100)


@pytest.mark.parametrize(
    ("kpi", "now", "then", "reason"),
    [
        ("alerts_valid", figure(3), figure(0), "新增 3 起"),
        ("alerts_valid", figure(0), figure(0), "两期均为 0"),
        ("response_time_p90", figure(3), figure(0), "基数为 0"),
        ("alerts_valid", figure(None, "未上报"), figure(4), "本期：未上报"),
        ("alerts_valid", figure(4), figure(None, "未上报"), "基期：未上报"),
    ],
)
def test_without_a_base_there_is_no_percentage_but_a_reason(kpi: str, now: Figure, then: Figure, reason: str) -> None:
    raw = change(kpi, now, then)
    assert (raw.change, raw.per_day, raw.reason) == (None, None, reason)


def test_a_base_is_as_old_as_what_is_set_against_it() -> None:
    tenth_of_april, tenth_of_march = (day_number(date(2026, month, 10)) for month in (4, 3))
    assert base_known_by(MARCH, tenth_of_april, FEBRUARY) == tenth_of_march
    assert base_known_by(MARCH, MARCH.last, FEBRUARY) == FEBRUARY.last
