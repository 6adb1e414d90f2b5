"""Runs of days against the plain sets of days that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.time.day_spans import DaySpan, clipped, covers, intersect, last_overlap, merge, subtract

SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda pair: (pair[0], sum(pair))), max_size=5)
SPAN = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda pair: (pair[0], sum(pair)))


def days(spans: Iterable[DaySpan]) -> set[int]:
    return {day for first, last in spans for day in range(first, last + 1)}


@given(SPANS)
def test_merged_runs_have_the_same_days_and_neither_overlap_nor_touch(spans: list[DaySpan]) -> None:
    runs = merge(spans)
    assert days(runs) == days(spans)
    assert all(left[1] + 1 < right[0] for left, right in pairwise(runs))


@given(SPAN, SPANS, SPANS)
def test_what_is_left_and_what_is_shared(span: DaySpan, spans: list[DaySpan], others: list[DaySpan]) -> None:
    runs, other_runs = merge(spans), merge(others)
    assert days(subtract(span, runs)) == days([span]) - days(runs)
    assert days(intersect(runs, other_runs)) == days(runs) & days(other_runs)
    assert days(clipped(runs, *span)) == days(runs) & days([span])
    assert covers(runs, span) == (days([span]) <= days(runs))
    shared = [run for run in runs if days([run]) & days([span])]
    assert last_overlap(span, runs) == (shared[-1] if shared else None)
