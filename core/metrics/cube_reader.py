"""Reads additive figures for many spans of days and many units at once.

Whole months come from the cube's month cells, ragged ends from its day cells (for communities, which have
none, from their own few records). Two statements a kind of cell, whatever the number of spans.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np

from core.catalogue.model import Catalogue
from core.metrics.arrays import Ints
from core.metrics.as_of_span import AsOfSpan, MonthSplit, row_lookup, split_into_months
from core.metrics.community_rows import dated_rows, own_rows
from core.metrics.cube_cache import FIRST_MONTH, ArrayKey, CubeCache
from core.metrics.late_outcomes import LateOutcomes
from core.store.measure_sql import columns_of
from core.store.record_reach import records_within_reach
from core.store.store import Store
from core.store.units import UnitTree


class CubeReader:
    """Figures of some measures of some units, read for all the spans and stock days that will be asked."""

    def __init__(
        self, store: Store, tree: UnitTree, cache: CubeCache, measures: Sequence[str], units: Sequence[int]
    ) -> None:
        self._store, self._cache = store, cache
        catalogue: Catalogue = store.catalogue
        self._calendar = catalogue.reporting_calendar
        self._measures = [name for name in measures if catalogue.measures[name].fact]
        columns = {name: columns_of(name, catalogue.measures[name]) for name in self._measures}
        self.columns = [column for own_columns in columns.values() for column in own_columns]
        self.column_index = {column: index for index, column in enumerate(self.columns)}
        self.units = list(dict.fromkeys(units))
        self.unit_index = {unit: index for index, unit in enumerate(self.units)}
        self._shape = (len(self.units), len(self.columns))
        self._communities = [unit for unit in self.units if tree.units[unit].kind == "community"]
        self._has_history = tree.history is not None
        self._bureau = None if self._has_history else tree.root.id
        self._query = cache.interner.intern(tuple(self.columns), tuple(self.units))
        self._slices = {
            name: slice(self.column_index[own_columns[0]], self.column_index[own_columns[-1]] + 1)
            for name, own_columns in columns.items()
        }

    def flow_sums(self, spans: Sequence[AsOfSpan]) -> list[Ints]:
        """Return by span the sums by (unit, column), late outcomes taken out. Not to be written to."""
        if not self.columns:
            return [np.zeros(self._shape, np.int64) for _ in spans]
        cached = {span: self._cache.get(ArrayKey("flow", self._query, span)) for span in spans}
        missing = [span for span, sums in cached.items() if sums is None]
        for span, sums in zip(missing, self._sum_spans(missing), strict=True):
            cached[span] = self._put("flow", span, span.first, span.last, sums.copy())
        return [sums for span in spans if (sums := cached[span]) is not None]

    def measure_tables(
        self, spans: Sequence[AsOfSpan], sums: Sequence[Ints], days: Mapping[str, Ints]
    ) -> dict[str, Ints]:
        """Return flows by measure, as (span, unit, bin), 0 where the measure's `days` (span, unit) are negative."""
        return self._cache.measure_tables.tables((self._query, tuple(spans)), sums, self._slices, days)

    def _put(self, content: str, days: Hashable, first: int | None, last: int, array: Ints) -> Ints:
        """Store an array made of the days first (None: of all time) to last."""
        first_month = FIRST_MONTH if first is None else self._calendar.month_of(first)
        return self._cache.put(ArrayKey(content, self._query, days), first_month, self._calendar.month_of(last), array)

    def _sum_spans(self, spans: Sequence[AsOfSpan]) -> Ints:
        """Return the sums of spans that are not in the cache."""
        sums = np.zeros((len(spans), *self._shape), np.int64)
        splits = [split_into_months(span.first, span.last, self._calendar) for span in spans]
        self._add_months(splits, sums)
        for index, split in enumerate(splits):
            for first, last in split.edge_days:
                sums[index] += self._sum_days(first, last)
        late = LateOutcomes(self._store, self._cache, self.columns, self.units, self._communities, self._bureau)
        late.subtract_from(sums, spans)
        return sums

    def _add_months(self, splits: Sequence[MonthSplit], sums: Ints) -> None:
        """Add the whole months of each span."""
        with_months = [split for split in splits if split.has_months]
        if not with_months:
            return
        low = min(split.first_month for split in with_months)
        running = self._running_months(low, max(split.last_month for split in with_months))
        for index, split in enumerate(splits):
            if split.has_months:
                sums[index] += running[split.last_month - low + 1] - running[split.first_month - low]

    def stock_levels(self, days: Sequence[int]) -> dict[int, Ints]:
        """Return the levels of stocks: running totals by (unit, column) from the beginning to each day."""
        days = sorted(set(days))
        if not self.columns:
            return {day: np.zeros(self._shape, np.int64) for day in days}
        cached = {day: self._cache.get(ArrayKey("level", self._query, day)) for day in days}
        computed = self._compute_levels([day for day, level in cached.items() if level is None])
        for day, level in computed.items():
            cached[day] = self._put("level", day, None, day, level)
        return {day: level for day, level in cached.items() if level is not None}

    def _compute_levels(self, days: list[int]) -> dict[int, Ints]:
        """Return the levels of days that are not in the cache."""
        if not days:
            return {}
        month_of, month_days = self._calendar.month_of, self._calendar.month_days
        splits = {day: split_into_months(month_days(month_of(day))[0], day, self._calendar) for day in days}
        low = month_of(days[0])
        opening = self._opening_levels(low)
        running = self._running_months(low, month_of(days[-1]))
        levels: dict[int, Ints] = {}
        for day, split in splits.items():
            months = month_of(day) - low + (0 if split.edge_days else 1)
            levels[day] = opening + running[months]
            for first, last in split.edge_days:
                levels[day] = levels[day] + self._sum_days(first, last)
        return levels

    def _units_by_table(self) -> Iterator[tuple[str, list[int]]]:
        """Yield the tables of month cells, each with the units that it has."""
        above = [unit for unit in self.units if unit not in self._communities]
        for table, units in (("cube_month", above), ("cube_community", self._communities)):
            if units:
                yield table, units

    def _running_months(self, low: int, high: int) -> Ints:
        """Return running totals over the months: [i] is the sum of the first i months from `low`."""
        by_month = np.zeros((high - low + 2, *self._shape), np.int64)
        row_of = row_lookup(self.unit_index)
        for table, units in self._units_by_table():
            for month, rows in self._cache.rows(table, self.columns, units, low, high).items():
                by_month[month - low + 1, row_of[rows[:, 0]]] = rows[:, 1:]
        running: Ints = np.cumsum(by_month, axis=0)
        return running

    def _sum_cells(self, table: str, condition: str, parameters: Sequence[int], units: list[int]) -> Ints:
        """Return sums by (unit, column) of one table's cells."""
        sums = np.zeros(self._shape, np.int64)
        selected = ", ".join(f"SUM({column})" for column in self.columns)
        rows = self._store.conn.execute(
            f"SELECT unit, {selected} FROM {table} "
            f"WHERE {condition} AND unit IN (SELECT value FROM json_each(?)) GROUP BY 1",
            [*parameters, json.dumps(units)],
        ).fetchall()
        for unit, *amounts in rows:
            sums[self.unit_index[unit]] = amounts
        return sums

    def _opening_levels(self, month: int) -> Ints:
        """Return the sum of all the months before a month."""

        def sum_months_before() -> Ints:
            sums = np.zeros(self._shape, np.int64)
            for table, units in self._units_by_table():
                sums += self._sum_cells(table, "month < ?", [month], units)
            return sums

        key = ArrayKey("opening", self._query, month)
        return self._cache.get_or_compute(key, FIRST_MONTH, month - 1, sum_months_before)

    def _sum_days(self, first: int, last: int) -> Ints:
        """Return sums over the days of a ragged end, by (unit, column)."""
        cached = self._cache.get(ArrayKey("days", self._query, (first, last)))
        if cached is not None:
            return cached
        sums = self._sum_cells("cube_day", "day BETWEEN ? AND ?", [first, last], self.units)
        self._add_communities(sums, first, last)
        return self._put("days", (first, last), first, last, sums)

    def _add_communities(self, sums: Ints, first: int, last: int) -> None:
        """Add the days of communities from their own records, which are few: they have no day cells."""
        if not self._communities:
            return
        catalogue = self._store.catalogue
        for kind in dict.fromkeys(catalogue.measures[name].fact for name in self._measures):
            assert kind is not None  # self._measures holds measures of records only
            for group in self._cache.date_groups(kind):
                amount_sql = {column: sql for column, sql in group.amounts.items() if column in self.column_index}
                if not amount_sql:
                    continue
                day = group.indexed_day_sql(catalogue.facts[kind])
                source = dated_rows(day, is_level=group.column is None) if self._has_history else own_rows(day)
                rows = self._store.conn.execute(
                    f"SELECT {source.unit}, {', '.join(f'SUM({source.sign}({sql}))' for sql in amount_sql.values())} "
                    f"FROM {records_within_reach(self._store, kind)} f JOIN unit u ON u.id = f.unit {source.lines} "
                    f"WHERE {source.day} BETWEEN :first AND :last "
                    f"AND {source.unit} IN (SELECT value FROM json_each(:units)) GROUP BY 1",
                    {"first": first, "last": last, "units": json.dumps(self._communities)},
                )
                columns = [self.column_index[column] for column in amount_sql]
                for unit, *amounts in rows:
                    sums[self.unit_index[unit], columns] += amounts
