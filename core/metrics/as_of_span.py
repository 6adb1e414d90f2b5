"""Spans of days as known on a day, and how they fall into whole months and ragged ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.metrics.arrays import Ints
from core.time.day_spans import DaySpan
from core.time.reporting_calendar import ReportingCalendar


class AsOfSpan(NamedTuple):
    """Days first to last, as known by the end of the day `known_by` (outcomes after it do not count)."""

    first: int
    last: int
    known_by: int


class MonthSplit(NamedTuple):
    """A span as whole months (none where first_month > last_month) and the days left over at its ends."""

    first_month: int
    last_month: int
    edge_days: list[DaySpan]

    @property
    def has_months(self) -> bool:
        """True where there is a whole month."""
        return self.first_month <= self.last_month

    @property
    def months(self) -> range:
        """The whole months."""
        return range(self.first_month, self.last_month + 1)


def split_into_months(first: int, last: int, calendar: ReportingCalendar) -> MonthSplit:
    """Split days into whole months of the cube, which are the bureau's, and the days left over."""
    month_days = calendar.month_days
    start, end = calendar.month_of(first), calendar.month_of(last)
    if month_days(start)[0] != first:
        start += 1
    if month_days(end)[1] != last:
        end -= 1
    if start > end:
        return MonthSplit(start, start - 1, [(first, last)])
    edge_days = []
    if first < month_days(start)[0]:
        edge_days.append((first, month_days(start)[0] - 1))
    if month_days(end)[1] < last:
        edge_days.append((month_days(end)[1] + 1, last))
    return MonthSplit(start, end, edge_days)


def row_lookup(row_of: dict[int, int]) -> Ints:
    """Return an array by unit id with the unit's row (0 for a unit without one: never looked up)."""
    rows = np.zeros(max(row_of, default=0) + 1, np.int64)
    rows[list(row_of)] = list(row_of.values())
    return rows
