"""Runs of days, first and last included: merged, met, taken away from one another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from core.time.days import to_date

DaySpan = tuple[int, int]


def merge(spans: Iterable[DaySpan]) -> list[DaySpan]:
    """The same days as runs in order that neither overlap nor touch."""
    runs: list[DaySpan] = []
    for first, last in sorted(spans):
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return runs


def last_overlap(span: DaySpan, runs: list[DaySpan]) -> DaySpan | None:
    """The last of the merged runs that shares a day with the span, if any does."""
    place = bisect_right(runs, (span[1], 10**9)) - 1
    return runs[place] if place >= 0 and runs[place][1] >= span[0] else None


def subtract(span: DaySpan, runs: list[DaySpan]) -> list[DaySpan]:
    """The days of the span that no merged run has."""
    first, last = span
    free: list[DaySpan] = []
    for start, end in runs:
        if end < first or start > last:
            continue
        if start > first:
            free.append((first, start - 1))
        first = end + 1
    return [*free, (first, last)] if first <= last else free


def intersect(left: Iterable[DaySpan], right: list[DaySpan]) -> list[DaySpan]:
    """The days that both have."""
    return merge((max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) <= min(b, d))


def clipped(runs: Iterable[DaySpan], first: int, last: int) -> list[DaySpan]:
    """The days of runs from one day to another."""
    return [(max(start, first), min(end, last)) for start, end in runs if start <= last and end >= first]


def covers(runs: Iterable[DaySpan], span: DaySpan) -> bool:
    """Tell whether merged runs have every day of the span."""
    return any(first <= span[0] and span[1] <= last for first, last in runs)


def span_text(span: DaySpan) -> str:
    """A run as people read it."""
    first, last = to_date(span[0]).isoformat(), to_date(span[1]).isoformat()
    return first if first == last else f"{first} 至 {last}"
