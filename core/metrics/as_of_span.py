"""Spans of days, and how they fall into whole months and ragged ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.time.days import month_days, month_number, to_date
from core.time.spans import Span as Days

Ints = NDArray[np.int64]


class AsOfSpan(NamedTuple):
    """Days first to last, as known by the end of the day `known` (outcomes after it do not count)."""

    first: int
    last: int
    known_by: int


class MonthSplit(NamedTuple):
    """A span as whole months (none where first_month > last_month) and the days left over at its ends."""

    first_month: int
    last_month: int
    edge_days: list[Days]


def split_into_months(first: int, last: int) -> MonthSplit:
    """Whole months and what is left over."""
    start, end = month_number(to_date(first)), month_number(to_date(last))
    if month_days(start)[0] != first:
        start += 1
    if month_days(end)[1] != last:
        end -= 1
    if start > end:
        return MonthSplit(start, start - 1, [(first, last)])
    edges = []
    if first < month_days(start)[0]:
        edges.append((first, month_days(start)[0] - 1))
    if month_days(end)[1] < last:
        edges.append((month_days(end)[1] + 1, last))
    return MonthSplit(start, end, edges)


def row_lookup(row: dict[int, int]) -> Ints:
    """By unit id, the row that the unit has (0 where it has none: never asked)."""
    place = np.zeros(max(row, default=0) + 1, np.int64)
    place[list(row)] = list(row.values())
    return place
