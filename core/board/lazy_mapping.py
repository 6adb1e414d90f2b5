"""Figures and changes of one question, each made when it is looked at; values as arrays all at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import product
from operator import contains
from typing import Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from core.catalogue.model import Catalogue, Kpi
from core.metrics.values import Values

K = TypeVar("K")
V = TypeVar("V")
Floats = NDArray[np.float64]
NOTHING = nullcontext()  # for what keeps nothing in between


class KeyProduct(Collection[K], Generic[K]):
    """All the combinations of some parts, as keys; held as parts, since there may be thousands."""

    def __init__(self, *parts: Sequence[object]) -> None:
        self._parts = parts
        self._sets = [frozenset(part) for part in parts]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and len(key) == len(self._sets) and all(map(contains, self._sets, key))

    def __iter__(self) -> Iterator[K]:
        return cast(Iterator[K], product(*self._parts))

    def __len__(self) -> int:
        return math.prod(map(len, self._parts))


class LazyMapping(Mapping[K, V], Generic[K, V]):
    """A mapping of known keys whose values are made at first sight and kept; keys that must be found, too.

    `alone` is held while anything is made. Screens share a board, and what makes its values keeps steps in between:
    another thread that came upon half of them would take it for the whole.
    """

    def __init__(
        self, keys: Collection[K] | Callable[[], Iterable[K]], make: Callable[[K], V],
        lock: AbstractContextManager[object] = NOTHING,
    ) -> None:  # fmt: skip
        self._find = keys if callable(keys) else None
        self._keys: Collection[K] | None = None if callable(keys) else keys
        self._make = make
        self._alone = lock
        self._made: dict[K, V] = {}

    def _all(self) -> Collection[K]:
        if self._keys is None:
            with self._alone:
                self._keys = dict.fromkeys(self._find() if self._find else ())
        return self._keys

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            if key not in self._all():
                raise KeyError(key)
            with self._alone:
                if key not in self._made:
                    self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._made or key in self._all()

    def __iter__(self) -> Iterator[K]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def values_of(catalogue: Catalogue, kpi: Kpi, values: Values) -> Floats:
    """A KPI's values by (span, unit); NaN where there is none. The same arithmetic as `kpi.figure`."""
    top, known = values.amounts[kpi.numerator], values.known(kpi.numerator)
    if kpi.kind == "percentile":
        bins = catalogue.measures[kpi.numerator].bins
        assert bins is not None and kpi.quantile is not None  # the catalogue's checks require both
        found = _percentiles(top, bins.edges, kpi.quantile) / kpi.scale
    elif kpi.denominator is None:
        found = top[:, :, 0].astype(float)
    else:
        bottom = values.amounts[kpi.denominator][:, :, 0]
        known = known & values.known(kpi.denominator) & (bottom > 0)
        if kpi.kind == "rate":
            known &= top[:, :, 0] <= bottom
        found = top[:, :, 0] / np.maximum(bottom, 1) * kpi.scale
    return np.where(known, found, np.nan)


def _percentiles(amounts: NDArray[np.int64], edges: list[int], quantile: float) -> Floats:
    """Read off bins (last axis), straight within a bin; NaN without records or in the open bin."""
    running = np.cumsum(amounts, axis=-1)
    wanted = quantile * running[..., -1:]
    at = np.argmax(running >= wanted, axis=-1)
    closed = (at < len(edges)) & (running[..., -1] > 0)
    at = np.minimum(at, len(edges) - 1)
    bounds = np.array([0, *edges], float)
    within = np.take_along_axis(amounts, at[..., None], -1)[..., 0]
    before = np.take_along_axis(running, at[..., None], -1)[..., 0] - within
    part = (wanted[..., 0] - before) / np.maximum(within, 1)
    return np.where(closed, bounds[at] + (bounds[at + 1] - bounds[at]) * part, np.nan)
