"""Results made of single columns of a table, taken over from the last table so far as the columns are the same.

A board's months are a table by month and unit, of which a write changes a figure or two: the series of all other units
stay the very same objects.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from core.lru import LruDict, SizedLruDict
from core.metrics.arrays import Floats, changed_along

MAX_BYTES = 16 * 2**20  # of tables; one of a city bureau's board takes 22 KB for a KPI
MAX_TABLES = 256  # whatever their size: the garbage collector walks through the results
MAX_JOINED = 24  # results of several tables in one
K = TypeVar("K", bound=Hashable)
R = TypeVar("R")


class _Columns(NamedTuple):
    table: Floats
    results: Mapping[Any, Any]  # by the name of the column

    @property
    def nbytes(self) -> int:
        """The size of the table, to which that of the results is in proportion."""
        return self.table.nbytes


class _Joined(NamedTuple):
    tables: Sequence[Mapping[Any, Any]]
    joined_results: Mapping[Any, Any]


class ColumnCache:
    """The tables last seen under each key, with the results of their columns. Safe to share between threads."""

    def __init__(self) -> None:
        self._tables: SizedLruDict[Hashable, _Columns] = SizedLruDict(
            MAX_BYTES, lambda columns: columns.nbytes, MAX_TABLES
        )
        self._joined: LruDict[Hashable, _Joined] = LruDict(MAX_JOINED)
        self._lock = threading.Lock()

    def results(
        self, key: Hashable, table: Floats, names: Sequence[K], compute: Callable[[Floats], Iterable[R]]
    ) -> Mapping[K, R]:
        """Return the result of each column under its name, computing only those that have changed.

        `compute` must look at each column by itself; the key stands for the names. Neither table nor results are to be
        written to.
        """
        with self._lock:
            previous = self._tables.use(key)
        if previous is None or previous.table.shape != table.shape:
            results = dict(zip(names, compute(table), strict=True))
        else:
            changed = np.flatnonzero(changed_along(1, previous.table, table))
            if len(changed) == 0:
                return previous.results
            computed = compute(table[:, changed])
            results = {
                **previous.results,
                **dict(zip([names[place] for place in changed.tolist()], computed, strict=True)),
            }
        with self._lock:
            self._tables[key] = _Columns(table, results)
        return results

    def joined(self, key: Hashable, tables: Sequence[Mapping[K, R]]) -> Mapping[K, R]:
        """Return the results of several tables, none of which has another's names, in one; not to be written to.

        The key stands for the names. What is the same object as last time is not looked through.
        """
        with self._lock:
            previous = self._joined.use(key) or _Joined([{}] * len(tables), {})
        changed = [table for table, before in zip(tables, previous.tables, strict=True) if table is not before]
        if not changed:
            return previous.joined_results
        joined_results = dict(previous.joined_results)
        for table in changed:
            joined_results.update(table)
        with self._lock:
            self._joined[key] = _Joined(tables, joined_results)
        return joined_results
