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
from core.metrics.arrays import Flags, Floats, Ints
from core.metrics.key_interner import KeyInterner

MAX_BYTES = 32 * 2**20  # of rows; a query of a city bureau of 114 stations takes about half a megabyte
MAX_ENTRIES = 256  # whatever their size: the garbage collector walks through all that they hold
MAX_COMPARED = 8  # pairs of large arrays, which are held as long as their comparison is
MAX_COPIED = 2**16  # bytes of an array up to which its bytes are compared faster than its numbers
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


class _ComparedArrays(NamedTuple):
    """Two arrays, held so that nothing else gets their ids, and by row where they are equal."""

    previous: Any
    current: Any
    is_equal: Flags


class _StoredEntry(NamedTuple):
    inputs: Sequence[object]
    results: CacheEntry


class ResultCache:
    """The inputs last seen under each key, with their results. Safe to share between threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._rows: SizedLruDict[Hashable, _Rows] = SizedLruDict(max_bytes, lambda rows: rows.nbytes)
        self._entries: LruDict[Hashable, _StoredEntry] = LruDict(MAX_ENTRIES)
        self._compared: LruDict[tuple[int, int], _ComparedArrays] = LruDict(MAX_COMPARED)
        self._lock = threading.Lock()
        self.interner = KeyInterner()

    def entry(self, key: Hashable, inputs: Sequence[object], units: Sequence[int] = ()) -> CacheEntry:
        """Return the results made of these inputs and of nothing else; empty where the inputs have changed.

        Arrays are the same if their numbers are; anything else (such as another entry) if it is the same object.
        Of arrays by (…, unit, …) with these `units`, results under a `UnitKey` are also taken over where only other
        units have other numbers.
        """
        with self._lock:
            previous, results = self._entries.get(key, _StoredEntry((), {}))
            if len(previous) != len(inputs):
                results = {}
            elif changed := [pair for pair in zip(previous, inputs, strict=True) if not self._is_same(*pair)]:
                unchanged = self._unchanged_units(changed, units) if units else set()
                results = {
                    name: result
                    for name, result in results.items()
                    if isinstance(name, UnitKey) and name.unit in unchanged
                }
            self._entries[key] = _StoredEntry(inputs, results)
            return results

    def compute_rows(self, key: Hashable, inputs: Numbers, compute: Callable[[Numbers], Floats]) -> Floats:
        """Return the results of rows, computing only those whose inputs have changed. Not to be written to.

        `compute` must look at each row by itself. `key` only says which earlier rows these are likely to be equal to.
        NaN is equal to nothing.
        """
        with self._lock:
            previous = self._rows.use(key)
        if previous is None or previous.inputs.shape != inputs.shape:
            return self._store_rows(key, _Rows(inputs, compute(inputs)))
        changed = np.flatnonzero((previous.inputs != inputs).any(-1))
        if len(changed) == 0:
            return previous.results
        results = previous.results.copy()
        results[changed] = compute(inputs[changed])
        return self._store_rows(key, _Rows(inputs, results))

    def _store_rows(self, key: Hashable, rows: _Rows) -> Floats:
        with self._lock:
            self._rows[key] = rows
        return rows.results

    def _unchanged_units(self, changed: Sequence[tuple[object, object]], units: Sequence[int]) -> set[int]:
        """Return the units whose rows (the second axis) are equal in all pairs; none where a pair is no such."""
        is_equal = np.ones(len(units), bool)
        for previous, current in changed:
            if (
                not isinstance(previous, np.ndarray)
                or not isinstance(current, np.ndarray)
                or previous.shape != current.shape
            ):
                return set()
            is_equal &= self._equal_rows(previous, current)
        return {unit for unit, equal in zip(units, is_equal.tolist(), strict=True) if equal}

    def _is_same(self, previous: object, current: object) -> bool:
        if previous is current:
            return True
        if not isinstance(previous, np.ndarray) or not isinstance(current, np.ndarray):
            return False
        if previous.dtype != current.dtype:
            return np.array_equal(previous, current)
        if current.nbytes > MAX_COPIED and current.ndim > 1 and previous.shape == current.shape:
            return bool(self._equal_rows(previous, current).all())
        return previous.shape == current.shape and previous.tobytes() == current.tobytes()

    def _equal_rows(self, previous: np.ndarray, current: np.ndarray) -> Flags:
        """Return where the rows (second axis) of two arrays of one shape are equal.

        Several entries rest on the same large array: its comparison is kept.
        """
        key = id(previous), id(current)
        known = self._compared.get(key)
        if known is not None:  # it holds the arrays: no others have their ids
            return known.is_equal
        is_equal: Flags = (previous == current).all(axis=tuple(axis for axis in range(current.ndim) if axis != 1))
        if current.nbytes > MAX_COPIED:
            self._compared[key] = _ComparedArrays(previous, current, is_equal)
        return is_equal


def get_or_compute(entry: CacheEntry, key: Hashable, compute: Callable[[], T]) -> T:
    """Return what a cache entry holds under a key, computed if need be."""
    if key not in entry:
        entry[key] = compute()
    result: T = entry[key]
    return result
