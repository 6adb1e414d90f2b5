"""When in the week, and of what classes: hour × weekday and the parts of a whole."""

from __future__ import annotations

from functools import partial

import numpy as np

from core.metrics.arrays import Ints
from core.metrics.as_of_span import split_into_months
from core.metrics.cube_cache import CubeCache
from core.metrics.types import Window
from core.store.catalogue_tables import table_of
from core.store.cube_sql import HOUR
from core.store.measure_sql import columns_of
from core.store.store import Store
from core.time.days import month_number, to_date
from core.time.spans import Span as Days

HOURS = 24


def hours_of_week(store: Store, kept: CubeCache, unit: int, window: Window, measure: str) -> list[list[int]]:
    """7 × 24 counts of a profiled measure, Monday first. Whole months from the cube, ragged ends from records."""
    column = columns_of(measure, store.catalogue.measures[measure])[0]
    part = split_into_months(window.first, window.last)
    counts = np.zeros(7 * HOURS, np.int64)
    if part.first_month <= part.last_month:
        for rows in kept.rows("cube_hour", [column], [unit], part.first_month, part.last_month).values():
            counts[rows[:, 1]] += rows[:, 2]
    for days in part.edge_days:
        first, last = (month_number(to_date(day)) for day in days)
        edge = partial(_edge, store, kept, unit, measure, column, days)
        counts += kept.get_or_compute(("hours", column, unit, days), first, last, edge)
    week: list[list[int]] = counts.reshape(7, HOURS).tolist()
    return week


def _edge(store: Store, kept: CubeCache, unit: int, measure: str, column: str, days: Days) -> Ints:
    """By hour of the week, from the records of some days."""
    kind = store.catalogue.measures[measure].fact
    assert kind is not None  # only measures of records are profiled
    group = next(group for group in kept.date_groups(kind) if column in group.amounts)
    found = store.conn.execute(
        f"SELECT {HOUR.format(time=f'f.{group.column}')}, SUM({group.amounts[column]}) "
        f"FROM unit_ancestor a JOIN {table_of(kind)} f ON f.unit = a.unit JOIN unit u ON u.id = f.unit "
        f"WHERE a.ancestor = ? AND {group.indexed_day_sql(store.catalogue.facts[kind])} BETWEEN ? AND ? GROUP BY 1",
        [unit, *days],
    )
    counts = np.zeros(7 * HOURS, np.int64)
    for hour, count in found:
        counts[hour] = count
    return counts
