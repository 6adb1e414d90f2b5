"""Periods and their bases, by the calendar, checked against dates written out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.reporting_period import PeriodError, preceding_window, resolve_period, year_earlier_window
from core.time.reporting_calendar import CALENDAR, ReportingCalendar

NOV = date(2026, 11, 21)


def spelled(window: object) -> str:
    return f"{window.start}..{window.end}"  # type: ignore[attr-defined]  # a Window


# text, as of, the window, the year before, the stretch just before
CASES = [
    ("2026-11-20", NOV, "2026-11-20..2026-11-20", "2025-11-20..2025-11-20", "2026-11-19..2026-11-19"),
    ("2026-W46", NOV, "2026-11-09..2026-11-15", "2025-11-09..2025-11-15", "2026-11-02..2026-11-08"),
    ("2026-W47", NOV, "2026-11-16..2026-11-21", "2025-11-16..2025-11-21", "2026-11-09..2026-11-14"),
    ("2026-10", NOV, "2026-10-01..2026-10-31", "2025-10-01..2025-10-31", "2026-09-01..2026-09-30"),
    ("2026-11", NOV, "2026-11-01..2026-11-21", "2025-11-01..2025-11-21", "2026-10-01..2026-10-21"),
    ("2026Q3", NOV, "2026-07-01..2026-09-30", "2025-07-01..2025-09-30", "2026-04-01..2026-06-30"),
    ("2026Q4", NOV, "2026-10-01..2026-11-21", "2025-10-01..2025-11-21", "2026-07-01..2026-08-21"),
    ("2025", NOV, "2025-01-01..2025-12-31", "2024-01-01..2024-12-31", "2024-01-01..2024-12-31"),
    ("ytd", NOV, "2026-01-01..2026-11-21", "2025-01-01..2025-11-21", "2025-01-01..2025-11-21"),
    ("mtd", NOV, "2026-11-01..2026-11-21", "2025-11-01..2025-11-21", "2026-10-01..2026-10-21"),
    ("qtd", NOV, "2026-10-01..2026-11-21", "2025-10-01..2025-11-21", "2026-07-01..2026-08-21"),
    ("last7", NOV, "2026-11-15..2026-11-21", "2025-11-15..2025-11-21", "2026-11-08..2026-11-14"),
    ("last30", NOV, "2026-10-23..2026-11-21", "2025-10-23..2025-11-21", "2026-09-23..2026-10-22"),
    ("2026-11-03..2026-11-12", NOV, "2026-11-03..2026-11-12", "2025-11-03..2025-11-12", "2026-10-24..2026-11-02"),
    # A range that is a whole month counts as that month.
    ("2026-10-01..2026-10-31", NOV, "2026-10-01..2026-10-31", "2025-10-01..2025-10-31", "2026-09-01..2026-09-30"),
    # Leap days in the open: 29 February becomes 28 February, and a finished month is compared with a finished month.
    ("2024-02-29", NOV, "2024-02-29..2024-02-29", "2023-02-28..2023-02-28", "2024-02-28..2024-02-28"),
    ("2024-02", NOV, "2024-02-01..2024-02-29", "2023-02-01..2023-02-28", "2024-01-01..2024-01-31"),
    ("2025-02", NOV, "2025-02-01..2025-02-28", "2024-02-01..2024-02-28", "2025-01-01..2025-01-31"),
    ("ytd", date(2024, 2, 29), "2024-01-01..2024-02-29", "2023-01-01..2023-02-28", "2023-01-01..2023-02-28"),
    ("mtd", date(2025, 3, 30), "2025-03-01..2025-03-30", "2024-03-01..2024-03-30", "2025-02-01..2025-02-28"),
    ("mtd", date(2025, 3, 31), "2025-03-01..2025-03-31", "2024-03-01..2024-03-31", "2025-02-01..2025-02-28"),
    # Over the turn of the year.
    ("2026-01", NOV, "2026-01-01..2026-01-31", "2025-01-01..2025-01-31", "2025-12-01..2025-12-31"),
    ("2026-W01", NOV, "2025-12-29..2026-01-04", "2024-12-29..2025-01-04", "2025-12-22..2025-12-28"),
]


@pytest.mark.parametrize(("text", "as_of", "window", "before_year", "before"), CASES)
def test_windows_and_bases(text: str, as_of: date, window: str, before_year: str, before: str) -> None:
    period = resolve_period(text, as_of, CALENDAR)
    assert spelled(period.window) == window
    assert spelled(year_earlier_window(period)) == before_year
    assert spelled(preceding_window(period)) == before


def test_an_unfinished_period_says_so() -> None:
    assert resolve_period("2026-10", NOV, CALENDAR).is_complete
    assert not resolve_period("2026-11", NOV, CALENDAR).is_complete
    assert not resolve_period("ytd", NOV, CALENDAR).is_complete
    assert resolve_period("ytd", date(2026, 12, 31), CALENDAR).is_complete
    assert resolve_period("last7", NOV, CALENDAR).is_complete


@pytest.mark.parametrize("text", ["", "nonsense", "2026-13", "2026-02-30", "2026Q5", "2026-11-22..2026-10", "last9x"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError, match="读不懂"):
        resolve_period(text, NOV, CALENDAR)


def test_a_period_ahead_is_refused() -> None:
    with pytest.raises(PeriodError, match="之后"):
        resolve_period("2026-12", NOV, CALENDAR)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(["ytd", "mtd", "qtd"]))
def test_running_periods_compare_like_with_like(as_of: date, text: str) -> None:
    period = resolve_period(text, as_of, CALENDAR)
    base = year_earlier_window(period)
    assert (base.start.month, base.start.day) == (period.window.start.month, period.window.start.day)
    leap = (as_of.month, as_of.day) == (2, 29)
    assert (base.end.month, base.end.day) == ((2, 28) if leap else (as_of.month, as_of.day))
    assert abs(base.days - period.window.days) <= 1


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 800))
def test_what_is_just_before_ends_the_day_before(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    period = resolve_period(f"{start}..{end}", date(2040, 1, 1), CALENDAR)
    assert preceding_window(period).end == start - timedelta(days=1)


OWN_YEAR = ReportingCalendar(1, (12, 21))
OWN_MONTH = ReportingCalendar(26)
FIFTH = ReportingCalendar(5)
OWN_CASES = [
    ("2026-10", OWN_MONTH, "2026-09-26..2026-10-25", "2025-09-26..2025-10-25", "2026-08-26..2026-09-25"),
    ("2026-11", OWN_MONTH, "2026-10-26..2026-11-21", "2025-10-26..2025-11-21", "2026-09-26..2026-10-21"),
    ("2026-03", OWN_MONTH, "2026-02-26..2026-03-25", "2025-02-26..2025-03-25", "2026-01-26..2026-02-25"),
    ("2026-01", OWN_MONTH, "2025-12-26..2026-01-25", "2024-12-26..2025-01-25", "2025-11-26..2025-12-25"),
    ("2026Q3", OWN_MONTH, "2026-06-26..2026-09-25", "2025-06-26..2025-09-25", "2026-03-26..2026-06-25"),
    ("2026H1", OWN_MONTH, "2025-12-26..2026-06-25", "2024-12-26..2025-06-25", "2025-06-26..2025-12-25"),
    ("2026年1-10月", OWN_MONTH, "2025-12-26..2026-10-25", "2024-12-26..2025-10-25", "2025-02-25..2025-12-25"),
    ("2025", OWN_MONTH, "2024-12-26..2025-12-25", "2023-12-26..2024-12-25", "2023-12-26..2024-12-25"),
    ("ytd", OWN_MONTH, "2025-12-26..2026-11-21", "2024-12-26..2025-11-21", "2024-12-26..2025-11-21"),
    ("qtd", OWN_MONTH, "2026-09-26..2026-11-21", "2025-09-26..2025-11-21", "2026-06-26..2026-08-21"),
    ("mtd", OWN_MONTH, "2026-10-26..2026-11-21", "2025-10-26..2025-11-21", "2026-09-26..2026-10-21"),
    ("2026-11-20", OWN_MONTH, "2026-11-20..2026-11-20", "2025-11-20..2025-11-20", "2026-11-19..2026-11-19"),
    ("2026-10", FIFTH, "2026-10-05..2026-11-04", "2025-10-05..2025-11-04", "2026-09-05..2026-10-04"),
    ("2026Q3", FIFTH, "2026-07-05..2026-10-04", "2025-07-05..2025-10-04", "2026-04-05..2026-07-04"),
    ("2026", OWN_YEAR, "2025-12-21..2026-11-21", "2024-12-21..2025-11-21", "2024-12-21..2025-11-21"),
    ("2025", OWN_YEAR, "2024-12-21..2025-12-20", "2023-12-21..2024-12-20", "2023-12-21..2024-12-20"),
    ("ytd", OWN_YEAR, "2025-12-21..2026-11-21", "2024-12-21..2025-11-21", "2024-12-21..2025-11-21"),
    ("2026-10", OWN_YEAR, "2026-10-01..2026-10-31", "2025-10-01..2025-10-31", "2026-09-01..2026-09-30"),
    ("2026Q3", OWN_YEAR, "2026-07-01..2026-09-30", "2025-07-01..2025-09-30", "2026-04-01..2026-06-30"),
    ("2026H1", OWN_YEAR, "2026-01-01..2026-06-30", "2025-01-01..2025-06-30", "2025-07-01..2025-12-31"),
]


@pytest.mark.parametrize(("text", "calendar", "window", "before_year", "before"), OWN_CASES)
def test_windows_and_bases_of_a_bureaus_own_calendar(
    text: str, calendar: ReportingCalendar, window: str, before_year: str, before: str
) -> None:
    period = resolve_period(text, NOV, calendar)
    assert spelled(period.window) == window
    assert spelled(year_earlier_window(period)) == before_year
    assert spelled(preceding_window(period)) == before


def test_a_heading_says_the_dates_of_a_bureaus_own_calendar() -> None:
    def label(text: str, calendar: ReportingCalendar) -> str:
        return resolve_period(text, NOV, calendar).label

    assert label("2025", OWN_YEAR) == "2025年（2024年12月21日—2025年12月20日）"
    assert label("ytd", OWN_YEAR) == "今年以来（2025年12月21日起）"
    assert label("2026-10", OWN_MONTH) == "2026年10月（9月26日—10月25日）"
    assert label("2026-09-26..2026-10-25", OWN_MONTH) == "2026年10月（9月26日—10月25日）"
    assert label("mtd", OWN_MONTH) == "本月以来（2026年10月26日起）"
    assert (label("2026-10", OWN_YEAR), label("mtd", OWN_YEAR)) == ("2026年10月", "本月以来")
    assert (label("last7", OWN_YEAR), label("2026-W20", OWN_YEAR)) == ("近7天", "2026-W20")
    assert (label("2025", CALENDAR), label("今年以来", CALENDAR)) == ("2025", "今年以来")
