"""Results kept from one data version to the next, so that a write costs no more than what it has changed.

A few new records change a few KPIs of a board, and of those a few units. The inputs of a result are compared number by
number with those of the last call; where they are equal so is the result, whatever data version it comes from. A cache
entry holds the results of one KPI; a table of rows holds the results of many units.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from core.lru import LruDict, SizedLruDict
from core.metrics.array_changes import ArrayChanges
from core.metrics.arrays import Floats, Ints, changed_along, differences
from core.metrics.column_cache import ColumnCache
from core.metrics.key_interner import KeyInterner

MAX_BYTES = 32 * 2**20  # of rows; a query of a city bureau of 114 stations takes about half a megabyte
MAX_ENTRIES = 256  # whatever their size: the garbage collector walks through all that they hold
CacheEntry = dict[Hashable, Any]
T = TypeVar("T")
Numbers = TypeVar("Numbers", Floats, Ints)


class EntryKey(NamedTuple):
    """The key of a cache entry: which results, of which KPI, in which query (a number of the interner)."""

    result: str
    kpi: str
    query: int


class RowsKey(NamedTuple):
    """The key of a table of rows: which results, of which KPI, in which query (a number of the interner)."""

    result: str
    kpi: str
    query: int
    detail: Hashable = None


class UnitKey(NamedTuple):
    """The key, within a KPI's entry, of a result that rests on one unit's figures alone."""

    result: str
    unit: int
    detail: Hashable = None


class KpiKey(NamedTuple):
    """The key, within a KPI's entry, of a result that rests on the figures of all units."""

    result: str
    detail: Hashable = None


class _Rows(NamedTuple):
    inputs: Floats | Ints
    results: Floats

    @property
    def nbytes(self) -> int:
        """The size of both."""
        return self.inputs.nbytes + self.results.nbytes


class _StoredEntry(NamedTuple):
    inputs: Sequence[object]
    results: CacheEntry


class ResultCache:
    """The inputs last seen under each key, with their results. Safe to share between threads."""

    def __init__(self, max_bytes: int = MAX_BYTES, changes: ArrayChanges | None = None) -> None:
        """Takes where tables differ, as far as that is known already."""
        self._rows: SizedLruDict[Hashable, _Rows] = SizedLruDict(max_bytes, lambda rows: rows.nbytes)
        self._entries: LruDict[Hashable, _StoredEntry] = LruDict(MAX_ENTRIES)
        self._changes = changes or ArrayChanges()
        self._lock = threading.Lock()
        self.columns = ColumnCache()
        self.interner = KeyInterner()

    def entry(self, key: Hashable, inputs: Sequence[object], units: Sequence[int] = ()) -> CacheEntry:
        """Return the results made of these inputs and of nothing else; empty where the inputs have changed.

        Arrays are the same if their numbers are; anything else (such as another entry) if it is the same object.
        Of arrays by (…, unit, …) with these `units`, results under a `UnitKey` are also taken over where only other
        units have other numbers.
        """
        with self._lock:
            previous, results = self._entries.use(key) or _StoredEntry((), {})
            if len(previous) != len(inputs):
                results = {}
            elif pairs := [pair for pair in zip(previous, inputs, strict=True) if pair[0] is not pair[1]]:
                results = self._still_true(results, pairs, units)
            elif previous:
                return results
            self._entries[key] = _StoredEntry(inputs, results)
            return results

    def compute_rows(self, key: Hashable, inputs: Numbers, compute: Callable[[Numbers], Floats]) -> Floats:
        """Return the results of rows (last axis), computing only those whose inputs have changed. Not to be written to.

        `compute` must look at each row by itself. `key` only says which earlier rows these are likely to be equal to.
        """
        with self._lock:
            previous = self._rows.use(key)
        if previous is None or previous.inputs.shape != inputs.shape or previous.inputs.dtype != inputs.dtype:
            return self._store_rows(key, _Rows(inputs, compute(inputs)))
        if previous.inputs is inputs:
            return previous.results
        if inputs.ndim == 3:
            is_changed = self._changes.cells(previous.inputs, inputs)
        else:
            is_changed = changed_along(0, previous.inputs, inputs)
        if not np.count_nonzero(is_changed):
            return previous.results
        results = previous.results.copy()
        results[is_changed] = compute(inputs[is_changed])
        return self._store_rows(key, _Rows(inputs, results))

    def _store_rows(self, key: Hashable, rows: _Rows) -> Floats:
        with self._lock:
            self._rows[key] = rows
        return rows.results

    def _still_true(
        self, results: CacheEntry, pairs: Sequence[tuple[object, object]], units: Sequence[int]
    ) -> CacheEntry:
        """Return the results that still hold when these inputs (previous, current) are others than before."""
        is_changed = np.zeros(len(units), np.bool_)
        for previous, current in pairs:
            if not isinstance(previous, np.ndarray) or not isinstance(current, np.ndarray):
                return {}
            if previous.shape != current.shape or previous.dtype != current.dtype:
                return {}
            if units and current.ndim > 1 and current.shape[1] == len(units):
                is_changed |= self._changes.units(previous, current)
            elif differences(previous, current).any():
                return {}
        if not np.count_nonzero(is_changed):
            return results
        by_unit = {name: result for name, result in results.items() if isinstance(name, UnitKey)}
        if not by_unit:
            return {}
        unchanged = {unit for unit, changed in zip(units, is_changed.tolist(), strict=True) if not changed}
        return {name: result for name, result in by_unit.items() if name.unit in unchanged}


def get_or_compute(entry: CacheEntry, key: Hashable, compute: Callable[[], T]) -> T:
    """Return what a cache entry holds under a key, computed if need be."""
    if key not in entry:
        entry[key] = compute()
    result: T = entry[key]
    return result
