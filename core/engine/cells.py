"""Reads additive figures for many spans of days and many units at once.

Whole months come from the cube's month cells, ragged ends from its day cells (for communities, which have
none, from their own few records). Two statements a kind of cell, whatever the number of spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from core.catalogue.model import Catalogue
from core.days import month_days, month_number, to_date
from core.engine.late import take_out_late
from core.engine.months import Array, Span, split
from core.spans import Span as Days
from core.spans import merged
from core.store.declared import table_of
from core.store.measure_sql import columns_of, date_groups
from core.store.store import Store
from core.store.units import UnitTree


class Cells:
    """Figures of some measures of some units, loaded for all the spans and stock days that will be asked."""

    def __init__(self, store: Store, tree: UnitTree, measures: Sequence[str], units: Sequence[int]) -> None:
        self._store = store
        catalogue: Catalogue = store.catalogue
        self._measures = [name for name in measures if catalogue.measures[name].fact]
        self.columns = [c for name in self._measures for c in columns_of(name, catalogue.measures[name])]
        self.at = {column: index for index, column in enumerate(self.columns)}
        self.units = list(dict.fromkeys(units))
        self.row = {unit: index for index, unit in enumerate(self.units)}
        self._shape = (len(self.units), len(self.columns))
        self._communities = [unit for unit in self.units if tree.units[unit].kind == "community"]
        self._days_loaded: dict[int, Array] = {}

    def flows(self, spans: Sequence[Span]) -> Array:
        """Sums by (span, unit, column), outcomes after `known` taken out."""
        result = np.zeros((len(spans), *self._shape), np.int64)
        if not self.columns or not spans:
            return result
        parts = [split(span.first, span.last) for span in spans]
        whole = [part for part in parts if part.first_month <= part.last_month]
        if whole:
            low = min(part.first_month for part in whole)
            running = self._months(low, max(part.last_month for part in whole))
            for index, part in enumerate(parts):
                if part.first_month <= part.last_month:
                    result[index] += running[part.last_month - low + 1] - running[part.first_month - low]
        self._load_days(merged([edge for part in parts for edge in part.edges]))
        for index, part in enumerate(parts):
            for first, last in part.edges:
                result[index] += self._days(first, last)
        take_out_late(self._store, self.columns, self.units, self._communities, spans, result)
        return result

    def levels(self, days: Sequence[int]) -> dict[int, Array]:
        """Running totals by (unit, column) from the beginning to each day: the levels of stocks."""
        wanted = sorted(set(days))
        if not self.columns or not wanted:
            return {day: np.zeros(self._shape, np.int64) for day in wanted}
        ends = {day: split(month_days(month_number(to_date(day)))[0], day) for day in wanted}
        low = month_number(to_date(wanted[0]))
        opening = self._opening(low)
        running = self._months(low, month_number(to_date(wanted[-1])))
        self._load_days(merged([edge for part in ends.values() for edge in part.edges]))
        levels: dict[int, Array] = {}
        for day, part in ends.items():
            months = month_number(to_date(day)) - low + (0 if part.edges else 1)
            levels[day] = opening + running[months]
            for first, last in part.edges:
                levels[day] = levels[day] + self._days(first, last)
        return levels

    def _rows(self, sql: str, parameters: Sequence[int], units: list[int]) -> Array:
        rows = self._store.conn.execute(sql, [*parameters, json.dumps(units)]).fetchall()
        width = 2 + len(self.columns)
        return np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width).reshape(-1, width)

    def _place(self, placed: Array, rows: Array, low: int) -> None:
        """Puts rows of (time, unit, columns…) into an array (time, unit, column) that begins at `low`."""
        units = np.array([self.row[int(unit)] for unit in rows[:, 1]], np.int64)
        placed[rows[:, 0] - low, units] = rows[:, 2:]

    def _tables(self) -> Iterator[tuple[str, list[int]]]:
        """The tables of month cells, each with the units that it has."""
        above = [unit for unit in self.units if unit not in self._communities]
        for table, units in (("cube_month", above), ("cube_community", self._communities)):
            if units:
                yield table, units

    def _months(self, low: int, high: int) -> Array:
        """Running totals over the months: [i] is the sum of the first i months from `low`."""
        placed = np.zeros((high - low + 2, *self._shape), np.int64)
        for table, units in self._tables():
            rows = self._rows(
                f"SELECT month, unit, {', '.join(self.columns)} FROM {table} "
                "WHERE month BETWEEN ? AND ? AND unit IN (SELECT value FROM json_each(?))",
                [low, high],
                units,
            )
            self._place(placed, rows, low - 1)
        running: Array = np.cumsum(placed, axis=0)
        return running

    def _opening(self, month: int) -> Array:
        placed = np.zeros((1, *self._shape), np.int64)
        sums = ", ".join(f"SUM({column})" for column in self.columns)
        for table, units in self._tables():
            rows = self._rows(
                f"SELECT 0, unit, {sums} FROM {table} "
                "WHERE month < ? AND unit IN (SELECT value FROM json_each(?)) GROUP BY unit",
                [month],
                units,
            )
            self._place(placed, rows, 0)
        opening: Array = placed[0]
        return opening

    def _days(self, first: int, last: int) -> Array:
        return sum((self._days_loaded[day] for day in range(first, last + 1)), np.zeros(self._shape, np.int64))

    def _load_days(self, spans: list[Days]) -> None:
        for first, last in spans:
            if all(day in self._days_loaded for day in range(first, last + 1)):
                continue
            rows = self._rows(
                f"SELECT day, unit, {', '.join(self.columns)} FROM cube_day "
                "WHERE day BETWEEN ? AND ? AND unit IN (SELECT value FROM json_each(?))",
                [first, last],
                self.units,
            )
            placed = np.zeros((last - first + 1, *self._shape), np.int64)
            self._place(placed, rows, first)
            self._add_communities(placed, first, last)
            for offset in range(last - first + 1):
                self._days_loaded[first + offset] = placed[offset]

    def _add_communities(self, placed: Array, first: int, last: int) -> None:
        """Communities have no day cells: their days come from their own records, which are few."""
        if not self._communities:
            return
        for kind in dict.fromkeys(self._store.catalogue.measures[name].fact for name in self._measures):
            assert kind is not None  # self._measures holds measures of records only
            for group in date_groups(self._store.catalogue, kind):
                mine = {column: sql for column, sql in group.amounts.items() if column in self.at}
                if not mine:
                    continue
                day = group.indexed_day_sql(self._store.catalogue.facts[kind])
                rows = self._store.conn.execute(
                    f"SELECT {day}, f.unit, {', '.join(f'SUM({sql})' for sql in mine.values())} "
                    f"FROM {table_of(kind)} f JOIN unit u ON u.id = f.unit WHERE {day} BETWEEN ? AND ? "
                    "AND f.unit IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
                    [first, last, json.dumps(self._communities)],
                )
                for day, unit, *amounts in rows:
                    for column, amount in zip(mine, amounts, strict=True):
                        placed[day - first, self.row[unit], self.at[column]] += amount
