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
    """Return 7 × 24 counts of a profiled measure, Monday first: months from the cube, ragged ends from records.

    A ragged end that is the greater part of a month is the month without its other days. Communities have no such
    months in the cube: theirs are counted from records alone.
    """
    column = columns_of(measure, store.catalogue.measures[measure])[0]
    calendar = store.catalogue.reporting_calendar
    counts = np.zeros(7 * HOURS, np.int64)

    def add_months(first_month: int, last_month: int) -> None:
        for rows in cache.rows("cube_hour", [column], [unit], first_month, last_month).values():
            counts[rows[:, 1]] += rows[:, 2]

    def count_records(days: DaySpan) -> Ints:
        first, last = (calendar.month_of(day) for day in days)
        count = partial(_count_records, store, cache, unit, measure, column, days)
        return cache.get_or_compute(HoursKey(column, unit, days), first, last, count)

    if _is_community(store, unit):
        return _week_of(count_records((window.first, window.last)))
    split = split_into_months(window.first, window.last, calendar)
    if split.has_months:
        add_months(split.first_month, split.last_month)
    for days in split.edge_days:
        month = calendar.month_of(days[0])
        other_days = _rest_of_month(days, calendar.month_days(month))
        if other_days is None:
            counts += count_records(days)
        else:
            add_months(month, month)
            for rest_days in other_days:
                counts -= count_records(rest_days)
    return _week_of(counts)


def _is_community(store: Store, unit: int) -> bool:
    return bool(store.db.execute("SELECT kind = 'community' FROM unit WHERE id = ?", [unit]).fetchone()[0])


def _week_of(counts: Ints) -> list[list[int]]:
    week: list[list[int]] = counts.reshape(7, HOURS).tolist()
    return week


def _rest_of_month(days: DaySpan, month: DaySpan) -> list[DaySpan] | None:
    """Return the other days of the month where they are the fewer; None where they are not, or days reach beyond it."""
    if days[1] > month[1] or 2 * (days[1] - days[0] + 1) <= month[1] - month[0] + 1:
        return None
    other_days = [(month[0], days[0] - 1), (days[1] + 1, month[1])]
    return [(first, last) for first, last in other_days if first <= last]


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
