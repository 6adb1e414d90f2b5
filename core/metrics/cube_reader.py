"""Reads additive figures for many spans of days and many units at once.

Whole months come from the cube's month cells, ragged ends from its day cells (for communities, which have
none, from their own few records). Two statements a kind of cell, whatever the number of spans.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

import numpy as np

from core.catalogue.model import Catalogue
from core.metrics.arrays import Ints, int_table
from core.metrics.as_of_span import AsOfSpan, MonthSplit, row_lookup, split_into_months
from core.metrics.community_rows import RowSource, dated_rows, moved_levels, own_rows
from core.metrics.cube_cache import FIRST_MONTH, ArrayKey, CubeCache
from core.metrics.late_outcomes import LateOutcomes
from core.store.cube_transfers import stock_columns
from core.store.measure_sql import columns_of
from core.store.record_reach import records_within_reach
from core.store.store import Store
from core.store.units import UnitTree

ONE_DAY = "day = ?"


def cube_columns_of(catalogue: Catalogue, name: str) -> list[str]:
    """Return the columns of a measure in the cube; none of one that only the ledger has."""
    measure = catalogue.measures[name]
    return columns_of(name, measure) if measure.fact else []


def _columns_of_all(catalogue: Catalogue, measures: Collection[str]) -> list[str]:
    """Return the columns of measures that are read together: flows, then stocks, each in the order of their names."""
    by_kind = sorted(measures, key=lambda name: (catalogue.measures[name].kind, name))
    return [column for name in by_kind for column in cube_columns_of(catalogue, name)]


def _places(start: int, columns: Sequence[str], own_columns: Sequence[str]) -> slice | Ints:
    """Return where some columns stand among others, of which the first has the place `start`: in a row, mostly."""
    places = [start + columns.index(column) for column in own_columns]
    if places and places == list(range(places[0], places[0] + len(places))):
        return slice(places[0], places[0] + len(places))
    return np.array(places, np.int64)


class CubeReader:
    """Figures of some measures of some units, read for all the spans and stock days that will be asked."""

    def __init__(
        self,
        store: Store,
        tree: UnitTree,
        cache: CubeCache,
        measures: Sequence[str],
        units: Sequence[int],
        also_read: Sequence[str] = (),
    ) -> None:
        """Takes the measures to be read, and those that another reader asks of the same cells: they come along."""
        self._store, self._cache = store, cache
        catalogue: Catalogue = store.catalogue
        self._calendar = catalogue.reporting_calendar
        self._measures = sorted({name for name in measures if catalogue.measures[name].fact})
        columns = {name: cube_columns_of(catalogue, name) for name in self._measures}
        self.columns = [column for own_columns in columns.values() for column in own_columns]
        self._columns_read = _columns_of_all(catalogue, {*self._measures, *also_read})
        self._columns_in_rows = _places(1, self._columns_read, self.columns)
        self.column_index = {column: index for index, column in enumerate(self.columns)}
        self.units = list(dict.fromkeys(units))
        self.unit_index = {unit: index for index, unit in enumerate(self.units)}
        self._row_of = row_lookup(self.unit_index)
        self._shape = (len(self.units), len(self.columns))
        self._communities = [unit for unit in self.units if tree.units[unit].kind == "community"]
        self._has_history = tree.history is not None
        bureau = None if self._has_history else tree.root.id
        self._late = LateOutcomes(store, cache, self.columns, self.units, self._communities, self._sum_days, bureau)
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

    def level_tables(self, levels: Mapping[int, Ints], days: Mapping[str, Ints]) -> dict[str, Ints]:
        """Return stocks by measure, as (span, unit, bin): the level of each of the measure's `days` (span, unit).

        It is 0 where the day is negative, or none of the `levels` is known.
        """
        return self._cache.measure_tables.level_tables(self._query, levels, self._slices, days)

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
        self._late.subtract_from(sums, spans)
        return sums

    def _add_months(self, splits: Sequence[MonthSplit], sums: Ints) -> None:
        """Add the whole months of each span: those before its last, where they are known together, in one step."""
        with_months = {index: split for index, split in enumerate(splits) if split.has_months}
        if not with_months:
            return
        earlier = {index: self._cache.get(self._earlier_months_key(split)) for index, split in with_months.items()}
        starts = {
            index: split.first_month if earlier[index] is None else split.last_month
            for index, split in with_months.items()
        }
        low = min(starts.values())
        months = self._months(low, max(split.last_month for split in with_months.values()))
        for index, split in with_months.items():
            if (known_sum := earlier[index]) is not None:
                sums[index] += known_sum
            for sums_of_month in months[starts[index] - low : split.last_month - low]:
                sums[index] += sums_of_month
            if known_sum is None:
                self._keep_earlier_months(split, sums[index])
            sums[index] += months[split.last_month - low]

    def _earlier_months_key(self, split: MonthSplit) -> ArrayKey:
        return ArrayKey("earlier months", self._query, (split.first_month, split.last_month))

    def _keep_earlier_months(self, split: MonthSplit, sums: Ints) -> None:
        """Keep the sum of all months of a span but its last where writes have changed one: they may do so again."""
        first, last = split.first_month, split.last_month
        if first < last and self._cache.changed_at(first, last):
            self._cache.put(self._earlier_months_key(split), first, last - 1, sums.copy())

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
        months = self._months(low, month_of(days[-1]))
        totals, month, levels = self._opening_levels(low), low, {}
        for day, split in splits.items():
            end = month_of(day) + (0 if split.edge_days else 1)
            totals, month = sum(months[month - low : end - low], totals), max(month, end)
            levels[day] = totals.copy()
            for first, last in split.edge_days:
                levels[day] += self._sum_days(first, last)
        return levels

    def _units_by_table(self) -> Iterator[tuple[str, list[int]]]:
        """Yield the tables of month cells, each with the units that it has."""
        is_community = set(self._communities)
        above = [unit for unit in self.units if unit not in is_community]
        for table, units in (("cube_month", above), ("cube_community", self._communities)):
            if units:
                yield table, units

    def _months(self, low: int, high: int) -> list[Ints]:
        """Return the sums of each month by (unit, column). Not to be written to."""
        by_month = {month: self._cache.get(ArrayKey("month", self._query, month)) for month in range(low, high + 1)}
        missing = [month for month, sums in by_month.items() if sums is None]
        read = self._read_months(missing[0], missing[-1]) if missing else {}
        return [read[month] if sums is None else sums for month, sums in by_month.items()]

    def _read_months(self, low: int, high: int) -> dict[int, Ints]:
        by_month = {month: np.zeros(self._shape, np.int64) for month in range(low, high + 1)}
        for table, units in self._units_by_table():
            for month, rows in self._cache.rows(table, self._columns_read, units, low, high).items():
                by_month[month][self._row_of[rows[:, 0]]] = rows[:, self._columns_in_rows]
        for month, sums in by_month.items():
            self._cache.put(ArrayKey("month", self._query, month), month, month, sums)
        return by_month

    def _sum_cells(self, table: str, condition: str, parameters: Sequence[int], units: list[int]) -> Ints:
        """Return sums by (unit, column) of one table's cells."""
        sums = np.zeros(self._shape, np.int64)
        is_one_cell = condition == ONE_DAY  # a unit, which takes half the time
        selected = ", ".join(self.columns if is_one_cell else [f"SUM({column})" for column in self.columns])
        rows = self._store.conn.execute(
            f"SELECT unit, {selected} FROM {table} WHERE {condition} AND unit IN (SELECT value FROM json_each(?))"
            f"{'' if is_one_cell else ' GROUP BY 1'}",
            [*parameters, json.dumps(units)],
        ).fetchall()
        cells = int_table(rows, 1 + len(self.columns))
        sums[self._row_of[cells[:, 0]]] = cells[:, 1:]
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
        """Return sums over the days of a ragged end, by (unit, column). Not to be written to.

        Days of communities are told by their own records, of which a file may have these days' alone.
        """
        if self._communities:
            key = ArrayKey("days", self._query, (first, last))
            months = self._calendar.month_of(first), self._calendar.month_of(last)
            return self._cache.get_or_compute(key, *months, lambda: self._read_days(first, last))
        month_of, month_days = self._calendar.month_of, self._calendar.month_days
        sums = self._sum_up_to(last)
        if month_days(month_of(first))[0] < first:
            sums = sums - self._sum_up_to(first - 1)
        for month in range(month_of(first), month_of(last)):  # a few days of two months
            sums = sums + self._sum_up_to(month_days(month)[1])
        return sums

    def _sum_up_to(self, day: int) -> Ints:
        """Return sums from the beginning of a day's month to the day, by (unit, column). Not to be written to.

        They are those of the nearest day that is known, with the days between: nothing is known to have been counted
        before the month, and its cells tell what was by its end.
        """
        month = self._calendar.month_of(day)
        start, end = self._calendar.month_days(month)
        cached = {known: self._cache.get(ArrayKey("up to", self._query, known)) for known in range(start, end)}
        known_days = [start - 1, end, *(known for known, sums in cached.items() if sums is not None)]
        nearest = min(known_days, key=lambda known: abs(known - day))
        known_sums = cached.get(nearest)
        if known_sums is None:
            known_sums = np.zeros(self._shape, np.int64) if nearest < start else self._months(month, month)[0]
        if nearest == day:
            return known_sums
        sums = known_sums + np.sign(day - nearest) * self._read_days(min(day, nearest) + 1, max(day, nearest))
        return self._put("up to", day, start, end, sums)

    def _read_days(self, first: int, last: int) -> Ints:
        """Return sums over some days of a month, by (unit, column)."""
        if first == last:
            sums = self._sum_cells("cube_day", ONE_DAY, [first], self.units)
        else:
            sums = self._sum_cells("cube_day", "day BETWEEN ? AND ?", [first, last], self.units)
        self._add_communities(sums, first, last)
        return sums

    def _add_communities(self, sums: Ints, first: int, last: int) -> None:
        """Add the days of communities from their own records, which are few: they have no day cells."""
        if not self._communities:
            return
        catalogue = self._store.catalogue
        for kind in dict.fromkeys(catalogue.measures[name].fact for name in self._measures):
            assert kind is not None  # self._measures holds measures of records only
            table, levels = records_within_reach(self._store, kind), stock_columns(catalogue, kind)
            for group in self._cache.date_groups(kind):
                amounts = {column: sql for column, sql in group.amounts.items() if column in self.column_index}
                day = group.indexed_day_sql(catalogue.facts[kind])
                if self._has_history:
                    self._add_records(sums, table, dated_rows(day), amounts, (first, last))
                    held = {column: sql for column, sql in amounts.items() if column in levels}
                    self._add_records(sums, table, moved_levels(day), held, (first, last))
                else:
                    self._add_records(sums, table, own_rows(day), amounts, (first, last))

    def _add_records(
        self, sums: Ints, table: str, source: RowSource, amounts: dict[str, str], days: tuple[int, int]
    ) -> None:
        """Add amounts (SQL by column) of records to the communities that they count for."""
        if not amounts:
            return
        rows = self._store.conn.execute(
            f"SELECT {source.unit}, {', '.join(f'SUM({source.sign}({sql}))' for sql in amounts.values())} "
            f"FROM {table} f JOIN unit u ON u.id = f.unit {source.lines} WHERE {source.day} BETWEEN :first AND :last "
            f"AND {source.unit} IN (SELECT value FROM json_each(:units)) GROUP BY 1",
            {"first": days[0], "last": days[1], "units": json.dumps(self._communities)},
        )
        columns = [self.column_index[column] for column in amounts]
        for unit, *counts in rows:
            sums[self.unit_index[unit], columns] += counts
