"""Reads additive figures for many spans of days and many units at once.

Whole months come from the cube's month cells, ragged ends from its day cells (for communities, which have
none, from their own few records). Two statements a kind of cell, whatever the number of spans.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np

from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan, Ints, row_lookup, split_into_months
from core.metrics.cube_cache import FIRST, CubeCache
from core.metrics.late_outcomes import subtract_late_outcomes
from core.store.catalogue_tables import table_of
from core.store.measure_sql import columns_of
from core.store.store import Store
from core.store.units import UnitTree
from core.time.days import month_days, month_number, to_date


class CubeReader:
    """Figures of some measures of some units, loaded for all the spans and stock days that will be asked."""

    def __init__(
        self, store: Store, tree: UnitTree, kept: CubeCache, measures: Sequence[str], units: Sequence[int]
    ) -> None:
        self._store = store
        catalogue: Catalogue = store.catalogue
        self._measures = [name for name in measures if catalogue.measures[name].fact]
        columns = {name: columns_of(name, catalogue.measures[name]) for name in self._measures}
        self.columns = [column for own in columns.values() for column in own]
        self.column_index = {column: index for index, column in enumerate(self.columns)}
        self.units = list(dict.fromkeys(units))
        self.unit_index = {unit: index for index, unit in enumerate(self.units)}
        self._shape = (len(self.units), len(self.columns))
        self._communities = [unit for unit in self.units if tree.units[unit].kind == "community"]
        self._kept = kept
        self._question = kept.interner.intern(tuple(self.columns), tuple(self.units))
        self._slices = {name: slice(self.column_index[own[0]], self.column_index[own[-1]] + 1) for name, own in columns.items()}

    def flow_sums(self, spans: Sequence[AsOfSpan]) -> list[Ints]:
        """By span: sums by (unit, column), outcomes after `known` taken out. Not to be written to."""
        if not self.columns:
            return [np.zeros(self._shape, np.int64) for _ in spans]
        kept = {span: self._kept.get(("flow", self._question, span)) for span in spans}
        missing = [span for span, sums in kept.items() if sums is None]
        for span, sums in zip(missing, self._summed(missing), strict=True):
            kept[span] = self._keep("flow", span, span.first, span.last, sums.copy())
        return [sums for span in spans if (sums := kept[span]) is not None]

    def measure_tables(self, spans: Sequence[AsOfSpan], sums: Sequence[Ints], days: Mapping[str, Ints]) -> dict[str, Ints]:
        """By measure: its flows by (span, unit, bin), 0 where its `days` (span, unit) are negative."""
        question = (self._question, tuple(spans))
        return self._kept.measure_tables.tables(question, sums, self._slices, days)

    def _keep(self, what: str, of: Hashable, first: int | None, last: int, found: Ints) -> Ints:
        """Keeps what was made of the days first (None: of all time) to last."""
        months = FIRST if first is None else month_number(to_date(first)), month_number(to_date(last))
        return self._kept.put((what, self._question, of), *months, found)

    def _summed(self, spans: Sequence[AsOfSpan]) -> Ints:
        """The sums of spans of which nothing is kept."""
        result = np.zeros((len(spans), *self._shape), np.int64)
        parts = [split_into_months(span.first, span.last) for span in spans]
        whole = [part for part in parts if part.first_month <= part.last_month]
        if whole:
            low = min(part.first_month for part in whole)
            running = self._running(low, max(part.last_month for part in whole))
            for index, part in enumerate(parts):
                if part.first_month <= part.last_month:
                    result[index] += running[part.last_month - low + 1] - running[part.first_month - low]
        for index, part in enumerate(parts):
            for first, last in part.edge_days:
                result[index] += self._days(first, last)
        subtract_late_outcomes(self._store, self._kept, self.columns, self.units, self._communities, spans, result)
        return result

    def stock_levels(self, days: Sequence[int]) -> dict[int, Ints]:
        """Running totals by (unit, column) from the beginning to each day: the levels of stocks."""
        wanted = sorted(set(days))
        if not self.columns:
            return {day: np.zeros(self._shape, np.int64) for day in wanted}
        kept = {day: self._kept.get(("level", self._question, day)) for day in wanted}
        made = self._levels([day for day, level in kept.items() if level is None])
        for day, level in made.items():
            kept[day] = self._keep("level", day, None, day, level)
        return {day: level for day, level in kept.items() if level is not None}

    def _levels(self, wanted: list[int]) -> dict[int, Ints]:
        """The levels of days of which nothing is kept."""
        if not wanted:
            return {}
        ends = {day: split_into_months(month_days(month_number(to_date(day)))[0], day) for day in wanted}
        low = month_number(to_date(wanted[0]))
        opening = self._opening(low)
        running = self._running(low, month_number(to_date(wanted[-1])))
        levels: dict[int, Ints] = {}
        for day, part in ends.items():
            months = month_number(to_date(day)) - low + (0 if part.edge_days else 1)
            levels[day] = opening + running[months]
            for first, last in part.edge_days:
                levels[day] = levels[day] + self._days(first, last)
        return levels

    def _units_by_table(self) -> Iterator[tuple[str, list[int]]]:
        """The tables of month cells, each with the units that it has."""
        above = [unit for unit in self.units if unit not in self._communities]
        for table, units in (("cube_month", above), ("cube_community", self._communities)):
            if units:
                yield table, units

    def _running(self, low: int, high: int) -> Ints:
        """Running totals over the months: [i] is the sum of the first i months from `low`."""
        placed = np.zeros((high - low + 2, *self._shape), np.int64)
        place = row_lookup(self.unit_index)
        for table, units in self._units_by_table():
            for month, rows in self._kept.rows(table, self.columns, units, low, high).items():
                placed[month - low + 1, place[rows[:, 0]]] = rows[:, 1:]
        running: Ints = np.cumsum(placed, axis=0)
        return running

    def _sums(self, table: str, where: str, parameters: Sequence[int], units: list[int]) -> Ints:
        """Sums by (unit, column) of one table's cells."""
        found = np.zeros(self._shape, np.int64)
        sums = ", ".join(f"SUM({column})" for column in self.columns)
        rows = self._store.conn.execute(
            f"SELECT unit, {sums} FROM {table} WHERE {where} AND unit IN (SELECT value FROM json_each(?)) GROUP BY 1",
            [*parameters, json.dumps(units)],
        ).fetchall()
        for unit, *amounts in rows:
            found[self.unit_index[unit]] = amounts
        return found

    def _opening(self, month: int) -> Ints:
        """What all the months before add up to."""

        def summed() -> Ints:
            found = np.zeros(self._shape, np.int64)
            for table, units in self._units_by_table():
                found += self._sums(table, "month < ?", [month], units)
            return found

        return self._kept.get_or_compute(("opening", self._question, month), FIRST, month - 1, summed)

    def _days(self, first: int, last: int) -> Ints:
        """Sums over the days of a ragged end, by (unit, column)."""
        known = self._kept.get(("days", self._question, (first, last)))
        if known is not None:
            return known
        found = self._sums("cube_day", "day BETWEEN ? AND ?", [first, last], self.units)
        self._add_communities(found, first, last)
        return self._keep("days", (first, last), first, last, found)

    def _add_communities(self, found: Ints, first: int, last: int) -> None:
        """Communities have no day cells: their days come from their own records, which are few."""
        if not self._communities:
            return
        catalogue = self._store.catalogue
        for kind in dict.fromkeys(catalogue.measures[name].fact for name in self._measures):
            assert kind is not None  # self._measures holds measures of records only
            for group in self._kept.date_groups(kind):
                mine = {column: sql for column, sql in group.amounts.items() if column in self.column_index}
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
                    found[self.unit_index[unit], [self.column_index[column] for column in mine]] += amounts
