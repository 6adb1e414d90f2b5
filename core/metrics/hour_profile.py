"""Profile of a measure by the hour of the week: hour × weekday."""

from __future__ import annotations

from functools import partial

import numpy as np

from core.metrics.arrays import Ints
from core.metrics.as_of_span import split_into_months
from core.metrics.cube_cache import CubeCache, HoursKey
from core.metrics.types import Window
from core.store.cube_sql import hour_sql
from core.store.measure_sql import columns_of, placed_days_sql
from core.store.record_reach import records_since
from core.store.store import Store
from core.time.day_spans import DaySpan

HOURS = 24


def hours_of_week(store: Store, cache: CubeCache, unit: int, window: Window, measure: str) -> list[list[int]]:
    """Return 7 × 24 counts of a profiled measure, Monday first: months from the cube, ragged ends from records."""
    column = columns_of(measure, store.catalogue.measures[measure])[0]
    calendar = store.catalogue.reporting_calendar
    split = split_into_months(window.first, window.last, calendar)
    counts = np.zeros(7 * HOURS, np.int64)
    if split.has_months:
        for rows in cache.rows("cube_hour", [column], [unit], split.first_month, split.last_month).values():
            counts[rows[:, 1]] += rows[:, 2]
    for days in split.edge_days:
        first, last = (calendar.month_of(day) for day in days)
        count = partial(_count_records, store, cache, unit, measure, column, days)
        counts += cache.get_or_compute(HoursKey(column, unit, days), first, last, count)
    week: list[list[int]] = counts.reshape(7, HOURS).tolist()
    return week


def _count_records(store: Store, cache: CubeCache, unit: int, measure: str, column: str, days: DaySpan) -> Ints:
    """Count the records of some days by hour of the week."""
    kind = store.catalogue.measures[measure].fact
    assert kind is not None  # only measures of records are profiled
    group = next(group for group in cache.date_groups(kind) if column in group.amounts)
    day = group.indexed_day_sql(store.catalogue.facts[kind])
    table = records_since(store, kind, days[0])
    rows = store.conn.execute(
        f"SELECT {hour_sql(f'f.{group.column}')}, SUM({group.amounts[column]}) "
        f"FROM unit_ancestor a JOIN {table} f ON f.unit = a.unit JOIN unit u ON u.id = f.unit "
        f"WHERE a.ancestor = ? AND {placed_days_sql(day)} GROUP BY 1",
        [unit, *days],
    )
    counts = np.zeros(7 * HOURS, np.int64)
    for hour, count in rows:
        counts[hour] = count
    return counts
