"""When in the week, and of what classes: hour × weekday and the parts of a whole."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.engine.answers import Window
from core.engine.months import split
from core.store.cube_sql import HOUR
from core.store.declared import table_of
from core.store.measure_sql import columns_of, date_groups
from core.store.store import Store

HOURS = 24


def hours_of_week(store: Store, unit: int, window: Window, measure: str) -> list[list[int]]:
    """7 × 24 counts of a profiled measure, Monday first. Whole months from the cube, ragged ends from records."""
    counts = [0] * (7 * HOURS)
    column = columns_of(measure, store.catalogue.measures[measure])[0]
    part = split(window.first, window.last)
    rows = store.conn.execute(
        f"SELECT hour, SUM({column}) FROM cube_hour WHERE unit = ? AND month BETWEEN ? AND ? GROUP BY hour",
        [unit, part.first_month, part.last_month],
    ).fetchall()
    for first, last in part.edges:
        rows += _edge(store, unit, measure, column, (first, last))
    for hour, count in rows:
        counts[hour] += count
    return [counts[day * HOURS : (day + 1) * HOURS] for day in range(7)]


def _edge(store: Store, unit: int, measure: str, column: str, days: tuple[int, int]) -> list[tuple[int, int]]:
    catalogue: Catalogue = store.catalogue
    kind = catalogue.measures[measure].fact
    assert kind is not None  # only measures of records are profiled
    group = next(group for group in date_groups(catalogue, kind) if column in group.amounts)
    return store.conn.execute(
        f"SELECT {HOUR.format(time=f'f.{group.column}')}, SUM({group.amounts[column]}) "
        f"FROM unit_ancestor a JOIN {table_of(kind)} f ON f.unit = a.unit JOIN unit u ON u.id = f.unit "
        f"WHERE a.ancestor = ? AND {group.indexed_day_sql(catalogue.facts[kind])} BETWEEN ? AND ? GROUP BY 1",
        [unit, *days],
    ).fetchall()
