"""Results kept from one data version to the next, so that after a write only what it has changed is worked out again.

A few new records change a few KPIs of a board, and of those a few units. What a result rests on is compared number by
number with that of the last asking; where it is the same so is the result, whatever data version it comes from. A
drawer holds what was made of one KPI, a table of rows the results of many units.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from core.metrics.arrays import Floats
from core.metrics.key_interner import KeyInterner

BYTES = 32 * 2**20  # kept at most; a question of a city bureau of 114 stations takes about half a megabyte
DRAWERS = 256  # kept at most, whatever their size: a collection of garbage walks through all that lies in them
CacheEntry = dict[Hashable, Any]
T = TypeVar("T")


class _Kept(NamedTuple):
    inputs: Floats
    results: Floats


class ResultCache:
    """The rows last asked for by each question, with their results. Safe to share between threads."""

    def __init__(self, most: int = BYTES) -> None:
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._drawers: OrderedDict[Hashable, tuple[Sequence[object], CacheEntry]] = OrderedDict()
        self._lock = threading.Lock()
        self.interner = KeyInterner()

    def entry(self, question: Hashable, inputs: Sequence[object], units: Sequence[int] = ()) -> CacheEntry:
        """Where to keep what is made of these inputs and of nothing else; with all that it held, if they are as before.

        Arrays are the same if their numbers are; anything else (such as another drawer) if it is the same object.
        Of arrays by (…, unit, …) with these `units`, what was made of a unit alone, which its name has in the second
        place, is also taken over where only other units have other numbers.
        """
        with self._lock:
            before, found = self._drawers.get(question, ((), {}))
            if len(before) != len(inputs):
                found = {}
            elif other := [pair for pair in zip(before, inputs, strict=True) if not _same(*pair)]:
                kept = _same_units(other, units) if units else set()
                found = {name: made for name, made in found.items() if isinstance(name, tuple) and name[1] in kept}
            self._drawers[question] = inputs, found
            self._drawers.move_to_end(question)
            if len(self._drawers) > DRAWERS:
                self._drawers.popitem(last=False)
            return found

    def compute_rows(self, question: Hashable, inputs: Floats, work: Callable[[Floats], Floats]) -> Floats:
        """The results of rows by `work`, which must look at each row by itself. Not to be written to.

        `question` only says which earlier rows these are likely to be equal to. NaN is equal to nothing.
        """
        with self._lock:
            kept = self._kept.get(question)
        if kept is None or kept.inputs.shape != inputs.shape:
            return self._keep(question, _Kept(inputs, work(inputs)))
        new = np.flatnonzero((kept.inputs != inputs).any(-1))
        if len(new) == 0:
            with self._lock:
                if question in self._kept:
                    self._kept.move_to_end(question)
            return kept.results
        results = kept.results.copy()
        results[new] = work(inputs[new])
        return self._keep(question, _Kept(inputs, results))

    def _keep(self, question: Hashable, kept: _Kept) -> Floats:
        with self._lock:
            self._forget(question)
            self._kept[question] = kept
            self._bytes += _size(kept)
            while self._bytes > self._most:
                self._forget(next(iter(self._kept)))
        return kept.results

    def _forget(self, question: Hashable) -> None:
        if question in self._kept:
            self._bytes -= _size(self._kept.pop(question))


def _size(kept: _Kept) -> int:
    return kept.inputs.nbytes + kept.results.nbytes


def get_or_compute(drawer: CacheEntry, name: Hashable, make: Callable[[], T]) -> T:
    """What lies in a drawer under a name, made if need be."""
    if name not in drawer:
        drawer[name] = make()
    found: T = drawer[name]
    return found


def _same_units(pairs: Sequence[tuple[object, object]], units: Sequence[int]) -> set[int]:
    """The units whose rows (the arrays' second axis) are the same in all the pairs; none where a pair is no such."""
    same = np.ones(len(units), bool)
    for before, now in pairs:
        if not isinstance(before, np.ndarray) or not isinstance(now, np.ndarray) or before.shape != now.shape:
            return set()
        same &= (before == now).all(axis=tuple(axis for axis in range(now.ndim) if axis != 1))
    return {unit for unit, alike in zip(units, same.tolist(), strict=True) if alike}


def _same(one: object, other: object) -> bool:
    return one is other or (
        isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and np.array_equal(one, other)
    )
