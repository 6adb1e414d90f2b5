"""Amounts by span, unit and bin, taken over from the last query so far as they are the same.

A write touches a month or two; of the dozens of spans of a board's query only those that hold them have other sums, and
those of a few measures. A measure of which nothing has changed keeps the very same table, so that nothing that was made
of it need be compared or made again.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.lru import LruDict
from core.metrics.arrays import Ints

MAX_QUERIES = 32  # one of a city bureau's board takes about 4 MB
SumsBySpan = Sequence[Ints]  # by (unit, column)
DaysByMeasure = Mapping[str, Ints]  # by (span, unit)


class _QueryTables(NamedTuple):
    sums: SumsBySpan
    days: DaysByMeasure
    tables: dict[str, Ints]


class MeasureTableCache:
    """The tables of the last queries."""

    def __init__(self) -> None:
        self._queries: LruDict[Hashable, _QueryTables] = LruDict(MAX_QUERIES)

    def tables(
        self, query: Hashable, sums: SumsBySpan, columns: Mapping[str, slice], days: DaysByMeasure
    ) -> dict[str, Ints]:
        """Return amounts by measure, as (span, unit, bin), 0 where its `days` are negative. Not to be written to.

        `query` stands for the spans, columns and units. An array that is the same object as last time is unchanged.
        """
        previous = self._queries.get(query, _QueryTables((), {}, {}))
        new = [
            index for index, span_sums in enumerate(sums) if not previous.sums or previous.sums[index] is not span_sums
        ]
        is_changed = np.zeros(max((column.stop for column in columns.values()), default=0), bool)
        for index in new if previous.sums else ():
            is_changed |= (previous.sums[index] != sums[index]).any(0)
        tables = dict(previous.tables)
        for name, column in columns.items():
            if previous.days.get(name) is not days[name]:
                tables[name] = _filled(sums, column, days[name])
            elif is_changed[column].any():
                tables[name] = tables[name].copy()
                tables[name][new] = _filled([sums[index] for index in new], column, days[name][new])
            tables[name].setflags(write=False)
        self._queries[query] = _QueryTables(sums, days, tables)
        return tables


def _filled(sums: SumsBySpan, columns: slice, days: Ints) -> Ints:
    """Return the columns of one measure."""
    table: Ints = np.stack([span_sums[: days.shape[1], columns] for span_sums in sums])
    table[days < 0] = 0
    return table
