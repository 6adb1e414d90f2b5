"""Results kept row by row, so that after a write only what it has changed is worked out again.

A few new records change a few rows of what the judgement of a board rests on. Rows are compared number by number
with those of the last asking; a row that is the same has the same result, whatever data version it comes from.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

import numpy as np

from core.engine.judgement.dispersion import Floats

BYTES = 32 * 2**20  # kept at most; a question of a city bureau of 114 stations takes about half a megabyte


class _Kept(NamedTuple):
    inputs: Floats
    results: Floats


class Memory:
    """The rows last asked for by each question, with their results. Safe to share between threads."""

    def __init__(self, most: int = BYTES) -> None:
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def worked_out(self, question: Hashable, inputs: Floats, work: Callable[[Floats], Floats]) -> Floats:
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
