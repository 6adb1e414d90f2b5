"""Amounts by span, unit and bin, taken over from the last query so far as they are the same.

A write touches a month or two; of the dozens of spans of a board's query only those that hold them have other sums, and
those of a few measures. A measure of which nothing has changed keeps the very same table, so that nothing that was made
of it need be compared or made again.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.lru import SizedLruDict
from core.metrics.array_changes import LARGE, ArrayChanges
from core.metrics.arrays import Ints
from core.metrics.changed_cells import ChangedCells, changed_cells, changed_columns

MAX_BYTES = 96 * 2**20  # one of a city bureau's board takes about 4 MB, one of a thousand stations 36
MAX_QUERIES = 32  # whatever their size
SumsBySpan = Sequence[Ints]  # by (unit, column)
DaysByMeasure = Mapping[str, Ints]  # by (span, unit)


class _QueryTables(NamedTuple):
    sums: SumsBySpan
    days: DaysByMeasure
    tables: dict[str, Ints]

    @property
    def nbytes(self) -> int:
        """The size of the tables, which nobody else may hold any more."""
        return sum(table.nbytes for table in self.tables.values())


class _LevelTables(NamedTuple):
    levels: Mapping[int, Ints]
    days: dict[str, Ints]
    tables: dict[str, Ints]

    @property
    def nbytes(self) -> int:
        """The size of the tables, which nobody else may hold any more."""
        return sum(table.nbytes for table in self.tables.values())


class MeasureTableCache:
    """The tables of the last queries."""

    def __init__(self, changes: ArrayChanges | None = None) -> None:
        """Takes what is to know where the tables differ from those of the last query."""
        self._changes = changes or ArrayChanges()
        self._queries: SizedLruDict[Hashable, _QueryTables] = SizedLruDict(
            MAX_BYTES, lambda query: query.nbytes, MAX_QUERIES
        )
        self._level_queries: SizedLruDict[Hashable, _LevelTables] = SizedLruDict(
            MAX_BYTES, lambda query: query.nbytes, MAX_QUERIES
        )

    def tables(
        self, query: Hashable, sums: SumsBySpan, columns: Mapping[str, slice], days: DaysByMeasure
    ) -> dict[str, Ints]:
        """Return amounts by measure, as (span, unit, bin), 0 where its `days` are negative. Not to be written to.

        `query` stands for the spans, columns and units. An array that is the same object as last time is unchanged.
        """
        previous = self._queries.get(query, _QueryTables((), {}, {}))
        tables = dict(previous.tables)
        remade = [name for name in columns if previous.days.get(name) is not days[name]]
        if remade:
            stacked = _stacked(sums, days[remade[0]].shape[1])  # once, for all of them
            for name in remade:
                tables[name] = _without_absent(stacked[..., columns[name]], days[name])
                tables[name].setflags(write=False)
        if len(remade) < len(columns):
            taken_over = {name: column for name, column in columns.items() if previous.days.get(name) is days[name]}
            units = days[next(iter(taken_over))].shape[1]
            for name, cells in changed_cells(previous.sums, sums, units).by_measure(taken_over):
                tables[name] = self._with_cells(tables[name], cells, days[name])
        self._queries[query] = _QueryTables(sums, days, tables)
        return tables

    def _with_cells(self, previous: Ints, cells: ChangedCells, days: Ints) -> Ints:
        """Return a table with other amounts in some of its cells, 0 where the days are negative."""
        table, places = previous.copy(), (cells.spans, cells.units)
        table[(*places, cells.columns)] = np.where(days[places] < 0, 0, cells.amounts)
        table.setflags(write=False)
        if table.nbytes > LARGE:
            is_changed = np.zeros(table.shape[:2], np.bool_)
            is_changed[places] = True
            self._changes.keep(previous, table, is_changed)
        return table

    def level_tables(
        self, query: Hashable, levels: Mapping[int, Ints], columns: Mapping[str, slice], days: DaysByMeasure
    ) -> dict[str, Ints]:
        """Return levels by measure, as (span, unit, bin): of each of its `days` (span, unit), 0 where it is negative.

        `levels` are those of each day in order, by (unit, column). The tables are not to be written to.
        """
        own_days = {name: days[name] for name in columns}
        key = query, *levels
        previous = self._level_queries.get(key, _LevelTables({}, {}, {}))
        new = [day for day, level in levels.items() if previous.levels and previous.levels[day] is not level]
        is_changed = np.zeros(max((column.stop for column in columns.values()), default=0), bool)
        for day in new:
            is_changed[changed_columns(previous.levels[day], levels[day])] = True
        stacked = None
        tables = dict(previous.tables)
        for name, column in columns.items():
            if previous.days.get(name) is own_days[name] and not is_changed[column].any():
                continue
            if stacked is None:
                level_days, stacked = np.array([*levels], np.int64), np.stack([*levels.values()]) if levels else None
            tables[name] = _levels_of(own_days[name], column, level_days, stacked)
        self._level_queries[key] = _LevelTables(levels, own_days, tables)
        return dict(tables)


def _levels_of(days: Ints, columns: slice, level_days: Ints, levels: Ints | None) -> Ints:
    """Return the columns of one stock; `levels` are by (day, unit, column)."""
    if levels is None:
        table: Ints = np.zeros((*days.shape, columns.stop - columns.start), np.int64)
    else:
        table = levels[np.searchsorted(level_days, days), np.arange(days.shape[1]), columns]
        table[days < 0] = 0
    table.setflags(write=False)
    return table


def _stacked(sums: SumsBySpan, units: int) -> Ints:
    """Return the sums of the units that are asked for as one array of their own, by (span, unit, column)."""
    table: Ints = np.stack([span_sums[:units] for span_sums in sums])
    return table


def _without_absent(table: Ints, days: Ints) -> Ints:
    """Return a table with 0 in the place of what is no figure."""
    table[days < 0] = 0
    return table
