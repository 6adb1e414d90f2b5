"""Daily counts of a KPI and a unit, from the cube's cells by day: months that have not changed are not read again."""

from __future__ import annotations

import json
from functools import partial
from typing import NamedTuple

import numpy as np

from core.metrics.arrays import Flags, Floats, Ints
from core.metrics.cube_cache import CubeCache
from core.metrics.data_snapshot import DataSnapshot
from core.store.measure_sql import columns_of
from core.store.store import Store

RECENT_MONTHS = 2  # read by themselves, since a write touches them
LONGEST_HISTORY = 6 * 366  # days


class DailyCounts(NamedTuple):
    """Counts of the days from `first` on, and on which of them the records are complete."""

    first: int
    counts: Floats
    known: Flags

    def before(self, day: int) -> DailyCounts:
        """Return the history that ends before a day."""
        size = max(day - self.first, 0)
        return DailyCounts(self.first, self.counts[:size], self.known[:size])

    def since(self, day: int) -> DailyCounts:
        """Return the history that begins with a day, if there is anything before it."""
        skipped = min(max(day - self.first, 0), len(self.counts))
        return DailyCounts(self.first + skipped, self.counts[skipped:], self.known[skipped:])

    def total(self, first: int, last: int) -> int | None:
        """Return the count of the days first to last; None where the records of one are not complete."""
        low, high = first - self.first, last - self.first + 1
        if low < 0 or high > len(self.counts) or not self.known[low:high].all():
            return None
        return int(self.counts[low:high].sum())


class _DaysKey(NamedTuple):
    measure: str
    unit: int
    first: int
    last: int


def daily_counts(store: Store, snapshot: DataSnapshot, measure: str, unit: int) -> DailyCounts | None:
    """Return the daily counts of a measure; None where no day's records are complete."""
    spans = snapshot.coverage.covered_days(store.catalogue.measures[measure], unit)
    if not spans:
        return None
    last = spans[-1][1]
    first = max(spans[0][0], last - LONGEST_HISTORY)
    known = np.zeros(last - first + 1, bool)
    for begin, end in spans:
        known[max(begin - first, 0) : max(end - first + 1, 0)] = True
    calendar = store.catalogue.reporting_calendar
    newest = calendar.month_of(last)
    starts = [first, *(calendar.month_days(newest - back)[0] for back in reversed(range(RECENT_MONTHS)))]
    starts = sorted({start for start in starts if start >= first})
    ends = [*(start - 1 for start in starts[1:]), calendar.month_days(newest)[1]]
    read = partial(_cached_days, store, snapshot.cube_cache, measure, unit)
    counts = np.concatenate([read(start, end) for start, end in zip(starts, ends, strict=True)])[: len(known)]
    return DailyCounts(first, counts.astype(float), known)


def _cached_days(store: Store, cache: CubeCache, measure: str, unit: int, first: int, last: int) -> Ints:
    calendar = store.catalogue.reporting_calendar
    months = calendar.month_of(first), calendar.month_of(last)
    key = _DaysKey(measure, unit, first, last)
    return cache.get_or_compute(key, *months, partial(_read_days, store, key))


def _read_days(store: Store, key: _DaysKey) -> Ints:
    column = columns_of(key.measure, store.catalogue.measures[key.measure])[0]
    counts = np.zeros(key.last - key.first + 1, np.int64)
    rows = store.conn.execute(
        f"SELECT day, {column} FROM cube_day WHERE day IN (SELECT value FROM json_each(?)) AND unit = ?",
        [json.dumps(list(range(key.first, key.last + 1))), key.unit],
    )
    for day, count in rows:
        counts[day - key.first] = count
    return counts
