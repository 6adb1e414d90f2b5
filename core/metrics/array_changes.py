"""Finds where the numbers of an array differ from an earlier one's: once, or knows it from whoever made the array.

A write changes a cell or two of a large table, of which a dozen results are made. To look through the whole table for
each of them would take longer than to compute what has changed.
"""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.lru import LruDict
from core.metrics.arrays import Flags, changed_along, differences

MAX_KEPT = 8  # pairs of large arrays, which are held as long as their comparison is
LARGE = 2**16  # bytes


class _Comparison(NamedTuple):
    """Two arrays, held so that nothing else gets their ids, and by their first two axes where they differ."""

    previous: NDArray[Any]
    current: NDArray[Any]
    is_changed: Flags


class ArrayChanges:
    """Comparisons of large tables by (span, unit, bin). Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: LruDict[tuple[int, int], _Comparison] = LruDict(MAX_KEPT)
        self._lock = threading.Lock()

    def keep(self, previous: NDArray[Any], current: NDArray[Any], is_changed: Flags) -> None:
        """Remember by (span, unit) where two tables differ, if they are large."""
        if current.nbytes > LARGE:
            with self._lock:
                self._kept[id(previous), id(current)] = _Comparison(previous, current, is_changed)

    def cells(self, previous: NDArray[Any], current: NDArray[Any]) -> Flags:
        """Return by (span, unit) where two tables of one shape differ. Not to be written to."""
        with self._lock:
            comparison = self._kept.get((id(previous), id(current)))
        if comparison is not None:  # it holds the arrays: no others have their ids
            return comparison.is_changed
        is_changed = np.zeros(current.shape[0] * current.shape[1], np.bool_)
        is_changed[np.flatnonzero(differences(previous, current)) // current.shape[2]] = True
        is_changed = is_changed.reshape(current.shape[:2])
        self.keep(previous, current, is_changed)
        return is_changed

    def units(self, previous: NDArray[Any], current: NDArray[Any]) -> Flags:
        """Return by unit, the second axis, where two arrays of one shape differ."""
        if current.ndim == 3 and current.nbytes > LARGE:
            is_changed: Flags = np.logical_or.reduce(self.cells(previous, current), 0)
            return is_changed
        return changed_along(1, previous, current)
