"""Release periods of whole months: the only stretches of time by which a protected unit's figures are shown."""

from __future__ import annotations

from core.metrics.as_of_span import AsOfSpan
from core.time.day_spans import DaySpan
from core.time.reporting_calendar import ReportingCalendar


def releasable_span(span: AsOfSpan, months: int, calendar: ReportingCalendar) -> AsOfSpan | None:
    """Return the span cut back to its last whole period, as known by then; None where it has none or begins within one.

    The day by which it is known is cut back to the end of a period too: outcomes that come in day by day would tell a
    day's.
    """
    start = calendar.month_of(span.first)
    if start % months or calendar.month_days(start)[0] != span.first:
        return None
    last, known_by = (last_period(day, months, calendar)[1] for day in (span.last, span.known_by))
    return AsOfSpan(span.first, last, known_by) if last > span.first else None


def release_periods(span: AsOfSpan, months: int, calendar: ReportingCalendar) -> list[AsOfSpan]:
    """Return the periods of a releasable span, all as known on the same day."""
    start, end = calendar.month_of(span.first), calendar.month_of(span.last)
    return [
        AsOfSpan(*calendar.months_days(first, first + months - 1), span.known_by)
        for first in range(start, end + 1, months)
    ]


def last_period(day: int, months: int, calendar: ReportingCalendar) -> DaySpan:
    """Return the last period that has ended by the end of a day."""
    first = calendar.month_of(day) // months * months
    if calendar.month_days(first + months - 1)[1] > day:
        first -= months
    return calendar.months_days(first, first + months - 1)


def ends_between(period: AsOfSpan, months: int, calendar: ReportingCalendar) -> list[int]:
    """Return the last days of the release periods from a period itself to before the day by which it is known."""
    ends = []
    first = calendar.month_of(period.first)
    while (end := calendar.month_days(first + months - 1)[1]) < period.known_by:
        if end >= period.last:
            ends.append(end)
        first += months
    return ends
