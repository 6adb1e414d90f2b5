"""Release periods: a span is cut back to whole quarters, as known at the end of one, or is not shown at all."""

from __future__ import annotations

from datetime import date

import pytest

from core.disclosure.release_periods import releasable_span, release_periods
from core.metrics.as_of_span import AsOfSpan
from core.time.days import day_number
from core.time.reporting_calendar import CALENDAR, ReportingCalendar

QUARTER = 3


def span(first: str, last: str, known_by: str) -> AsOfSpan:
    return AsOfSpan(*(day_number(date.fromisoformat(f"2026-{day}")) for day in (first, last, known_by)))


@pytest.mark.parametrize(
    ("asked", "released"),
    [
        (("01-01", "06-30", "06-30"), ("01-01", "06-30", "06-30")),
        (("01-01", "06-29", "06-29"), ("01-01", "03-31", "03-31")),
        (("01-01", "03-31", "05-20"), ("01-01", "03-31", "03-31")),
        (("01-01", "03-31", "06-30"), ("01-01", "03-31", "06-30")),
        (("04-01", "08-15", "08-15"), ("04-01", "06-30", "06-30")),
        (("01-01", "03-30", "03-30"), None),
        (("01-02", "06-30", "06-30"), None),
        (("02-01", "06-30", "06-30"), None),
    ],
)
def test_a_span_is_released_by_whole_quarters(
    asked: tuple[str, str, str], released: tuple[str, str, str] | None
) -> None:
    expected = None if released is None else span(*released)
    assert releasable_span(span(*asked), QUARTER, CALENDAR) == expected


def test_a_released_span_is_its_quarters_as_known_on_the_same_day() -> None:
    assert release_periods(span("01-01", "06-30", "09-30"), QUARTER, CALENDAR) == [
        span("01-01", "03-31", "09-30"),
        span("04-01", "06-30", "09-30"),
    ]


def test_quarters_are_the_bureaus_own() -> None:
    from_26th = ReportingCalendar(26)
    assert releasable_span(span("03-26", "06-25", "06-25"), QUARTER, from_26th) == span("03-26", "06-25", "06-25")
    assert releasable_span(span("04-01", "06-30", "06-30"), QUARTER, from_26th) is None
