"""Mappings of a board, whose values are computed at first access."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, KeysView, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import product
from operator import contains
from typing import Generic, TypeVar, cast, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
MOST_KEPT = 4096  # keys; a city bureau's board has 1,400 figures
NO_LOCK = nullcontext()  # for values that are made in one step


class KeyProduct(Collection[K], Generic[K]):
    """All combinations of some components, as keys; kept from the first look through them, unless there are many."""

    def __init__(self, *components: Sequence[object]) -> None:
        self._components = components
        self._kept: tuple[K, ...] | None = None
        self._sets = [frozenset(component) for component in components]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and len(key) == len(self._sets) and all(map(contains, self._sets, key))

    def __iter__(self) -> Iterator[K]:
        if self._kept is None:
            keys = cast(Iterator[K], product(*self._components))
            if len(self) > MOST_KEPT:
                return keys
            self._kept = tuple(keys)
        return iter(self._kept)

    def __len__(self) -> int:
        return math.prod(map(len, self._components))


class _Keys(KeysView[K]):
    """The keys of a mapping, told by its own iterator: a generator between takes half as long again."""

    def __init__(self, mapping: Mapping[K, object]) -> None:
        super().__init__(mapping)
        self._of = mapping

    def __iter__(self) -> Iterator[K]:
        return iter(self._of)


class LazyMapping(Mapping[K, V], Generic[K, V]):
    """Mapping whose values are made at first sight and kept; its keys may be a function that finds them.

    `lock` is held while anything is made. Screens share a board, and making its values leaves intermediate results:
    another thread that came upon half of them would take it for the whole.
    """

    def __init__(
        self,
        keys: Collection[K] | Callable[[], Iterable[K]],
        make: Callable[[K], V],
        lock: AbstractContextManager[object] = NO_LOCK,
    ) -> None:
        self._find_keys = keys if callable(keys) else None
        self._keys: Collection[K] | None = None if callable(keys) else keys
        self._make = make
        self._lock = lock
        self._values: dict[K, V] = {}

    def _all_keys(self) -> Collection[K]:
        keys = self._keys
        if keys is None:
            with self._lock:
                keys = self._keys = dict.fromkeys(self._find_keys() if self._find_keys else ())
        return keys

    def __getitem__(self, key: K) -> V:
        try:
            return self._values[key]
        except KeyError:
            if key not in self._all_keys():
                raise
        return self._make_once(key)

    def keys(self) -> KeysView[K]:
        """Return the keys."""
        return _Keys(self)

    def _make_once(self, key: K) -> V:
        """Return the value of a key that is known to be one."""
        values = self._values
        with self._lock:
            if key not in values:
                values[key] = self._make(key)
            return values[key]

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | T) -> V | T: ...
    def get(self, key: K, /, default: V | T | None = None) -> V | T | None:
        """Return the value of a key, or the default: most keys that are asked for in vain need raise nothing."""
        values = self._values
        if key in values:
            return values[key]
        return self._make_once(key) if key in self._all_keys() else default

    def __contains__(self, key: object) -> bool:
        return key in self._values or key in self._all_keys()

    def __iter__(self) -> Iterator[K]:
        return iter(self._all_keys())

    def __len__(self) -> int:
        return len(self._all_keys())


class BatchedMapping(LazyMapping[K, V]):
    """Mapping whose values are made at first sight many at a time, where that costs no more than one."""

    def __init__(
        self,
        keys: Collection[K],
        make_batch: Callable[[K], Mapping[K, V]],
        lock: AbstractContextManager[object] = NO_LOCK,
    ) -> None:
        """Takes what makes the values of a key and of those that come with it."""
        super().__init__(keys, lambda key: make_batch(key)[key], lock)
        self._make_batch = make_batch

    def _make_once(self, key: K) -> V:
        """Return the value of a key that is known to be one."""
        with self._lock:
            if key not in self._values:
                self._values.update(self._make_batch(key))
            return self._values[key]


class OverlaidMapping(Mapping[K, V], Generic[K, V]):
    """Another mapping, of whose values some are changed at first sight; the others are taken as they are."""

    def __init__(
        self,
        source: Mapping[K, V],
        is_changed: Callable[[K], bool],
        change: Callable[[K, V], V],
        lock: AbstractContextManager[object] = NO_LOCK,
    ) -> None:
        """Takes which keys have another value, and what makes it of the key and the source's; `lock` is held for it."""
        self._source, self._is_changed, self._change, self._lock = source, is_changed, change, lock
        self._changed: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        changed = self._changed
        if key in changed:
            return changed[key]
        value = self._source[key]
        if not self._is_changed(key):
            return value
        with self._lock:
            if key not in changed:
                changed[key] = self._change(key, value)
            return changed[key]

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | T) -> V | T: ...
    def get(self, key: K, /, default: V | T | None = None) -> V | T | None:
        """Return the value of a key, or the default: most keys that are asked for in vain need raise nothing."""
        return self[key] if key in self._source else default

    def __contains__(self, key: object) -> bool:
        return key in self._source

    def __iter__(self) -> Iterator[K]:
        return iter(self._source)

    def __len__(self) -> int:
        return len(self._source)
