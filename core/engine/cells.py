"""Reads additive figures for many spans of days and many units at once.

Whole months come from the cube's month cells, ragged ends from its day cells (for communities, which have
none, from their own few records). Two statements a kind of cell, whatever the number of spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np

from core.catalogue.model import Catalogue
from core.days import month_days, month_number, to_date
from core.engine.late import take_out_late
from core.engine.month_cells import MonthCells
from core.engine.months import Array, Span, places_of, split
from core.store.declared import table_of
from core.store.measure_sql import columns_of, date_groups
from core.store.store import Store
from core.store.units import UnitTree


class Cells:
    """Figures of some measures of some units, loaded for all the spans and stock days that will be asked."""

    def __init__(
        self, store: Store, tree: UnitTree, kept: MonthCells, measures: Sequence[str], units: Sequence[int]
    ) -> None:
        self._store = store
        catalogue: Catalogue = store.catalogue
        self._measures = [name for name in measures if catalogue.measures[name].fact]
        self.columns = [c for name in self._measures for c in columns_of(name, catalogue.measures[name])]
        self.at = {column: index for index, column in enumerate(self.columns)}
        self.units = list(dict.fromkeys(units))
        self.row = {unit: index for index, unit in enumerate(self.units)}
        self._shape = (len(self.units), len(self.columns))
        self._communities = [unit for unit in self.units if tree.units[unit].kind == "community"]
        self._ends: dict[tuple[int, int], Array] = {}
        self._kept = kept

    def flows(self, spans: Sequence[Span]) -> Array:
        """Sums by (span, unit, column), outcomes after `known` taken out."""
        result = np.zeros((len(spans), *self._shape), np.int64)
        if not self.columns or not spans:
            return result
        parts = [split(span.first, span.last) for span in spans]
        whole = [part for part in parts if part.first_month <= part.last_month]
        if whole:
            low = min(part.first_month for part in whole)
            running = self._running(low, max(part.last_month for part in whole))
            for index, part in enumerate(parts):
                if part.first_month <= part.last_month:
                    result[index] += running[part.last_month - low + 1] - running[part.first_month - low]
        for index, part in enumerate(parts):
            for first, last in part.edges:
                result[index] += self._days(first, last)
        take_out_late(self._store, self._kept, self.columns, self.units, self._communities, spans, result)
        return result

    def levels(self, days: Sequence[int]) -> dict[int, Array]:
        """Running totals by (unit, column) from the beginning to each day: the levels of stocks."""
        wanted = sorted(set(days))
        if not self.columns or not wanted:
            return {day: np.zeros(self._shape, np.int64) for day in wanted}
        ends = {day: split(month_days(month_number(to_date(day)))[0], day) for day in wanted}
        low = month_number(to_date(wanted[0]))
        opening = self._opening(low)
        running = self._running(low, month_number(to_date(wanted[-1])))
        levels: dict[int, Array] = {}
        for day, part in ends.items():
            months = month_number(to_date(day)) - low + (0 if part.edges else 1)
            levels[day] = opening + running[months]
            for first, last in part.edges:
                levels[day] = levels[day] + self._days(first, last)
        return levels

    def _units_by_table(self) -> Iterator[tuple[str, list[int]]]:
        """The tables of month cells, each with the units that it has."""
        above = [unit for unit in self.units if unit not in self._communities]
        for table, units in (("cube_month", above), ("cube_community", self._communities)):
            if units:
                yield table, units

    def _running(self, low: int, high: int) -> Array:
        """Running totals over the months: [i] is the sum of the first i months from `low`."""
        placed = np.zeros((high - low + 2, *self._shape), np.int64)
        place = places_of(self.row)
        for table, units in self._units_by_table():
            for month, rows in self._kept.rows(table, self.columns, units, low, high).items():
                placed[month - low + 1, place[rows[:, 0]]] = rows[:, 1:]
        running: Array = np.cumsum(placed, axis=0)
        return running

    def _sums(self, table: str, where: str, parameters: Sequence[int], units: list[int]) -> Array:
        """Sums by (unit, column) of one table's cells."""
        found = np.zeros(self._shape, np.int64)
        sums = ", ".join(f"SUM({column})" for column in self.columns)
        rows = self._store.conn.execute(
            f"SELECT unit, {sums} FROM {table} WHERE {where} AND unit IN (SELECT value FROM json_each(?)) GROUP BY 1",
            [*parameters, json.dumps(units)],
        ).fetchall()
        for unit, *amounts in rows:
            found[self.row[unit]] = amounts
        return found

    def _opening(self, month: int) -> Array:
        """What all the months before add up to."""
        tables = self._units_by_table()
        return sum((self._sums(table, "month < ?", [month], units) for table, units in tables), self._nothing())

    def _nothing(self) -> Array:
        return np.zeros(self._shape, np.int64)

    def _days(self, first: int, last: int) -> Array:
        """Sums over the days of a ragged end, by (unit, column)."""
        if (first, last) not in self._ends:
            found = self._sums("cube_day", "day BETWEEN ? AND ?", [first, last], self.units)
            self._add_communities(found, first, last)
            self._ends[first, last] = found
        return self._ends[first, last]

    def _add_communities(self, found: Array, first: int, last: int) -> None:
        """Communities have no day cells: their days come from their own records, which are few."""
        if not self._communities:
            return
        catalogue = self._store.catalogue
        for kind in dict.fromkeys(catalogue.measures[name].fact for name in self._measures):
            assert kind is not None  # self._measures holds measures of records only
            for group in date_groups(catalogue, kind):
                mine = {column: sql for column, sql in group.amounts.items() if column in self.at}
                if not mine:
                    continue
                rows = self._store.conn.execute(
                    f"SELECT f.unit, {', '.join(f'SUM({sql})' for sql in mine.values())} "
                    f"FROM {table_of(kind)} f JOIN unit u ON u.id = f.unit "
                    f"WHERE {group.indexed_day_sql(catalogue.facts[kind])} BETWEEN ? AND ? "
                    "AND f.unit IN (SELECT value FROM json_each(?)) GROUP BY 1",
                    [first, last, json.dumps(self._communities)],
                )
                for unit, *amounts in rows:
                    found[self.row[unit], [self.at[column] for column in mine]] += amounts
