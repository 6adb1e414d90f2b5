"""Release periods of whole months: the only stretches of time by which a protected unit's figures are shown."""

from __future__ import annotations

from core.metrics.as_of_span import AsOfSpan
from core.time.days import month_days, month_number, to_date


def releasable_span(span: AsOfSpan, months: int) -> AsOfSpan | None:
    """Return the span cut back to its last whole period, as known by then; None where it has none or begins within one.

    The day by which it is known is cut back to the end of a period too: outcomes that come in day by day would tell a
    day's.
    """
    start = month_number(to_date(span.first))
    if start % months or month_days(start)[0] != span.first:
        return None
    last = _last_period_end(span.last, months)
    return AsOfSpan(span.first, last, _last_period_end(span.known_by, months)) if last > span.first else None


def release_periods(span: AsOfSpan, months: int) -> list[AsOfSpan]:
    """Return the periods of a releasable span, all as known on the same day."""
    start, end = month_number(to_date(span.first)), month_number(to_date(span.last))
    return [
        AsOfSpan(month_days(first)[0], month_days(first + months - 1)[1], span.known_by)
        for first in range(start, end + 1, months)
    ]


def _last_period_end(day: int, months: int) -> int:
    """Return the last day by `day` with which a period ends."""
    month = month_number(to_date(day))
    last_month = (month // months + 1) * months - 1
    end = month_days(last_month)[1]
    return end if end <= day else month_days(last_month - months)[1]
