"""Dictionaries that keep the entries used last."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LruDict(OrderedDict[K, V]):
    """A dictionary of at most `max_entries`: whatever was used longest ago goes first.

    Setting a key makes it the newest, and so does `use`. Not safe between threads by itself: callers hold their lock.
    """

    def __init__(self, max_entries: int) -> None:
        super().__init__()
        self.max_entries = max_entries

    def __setitem__(self, key: K, value: V) -> None:
        """Store a value as the newest, and drop the oldest beyond the limit."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self.max_entries:
            del self[next(iter(self))]

    def use(self, key: K) -> V | None:
        """Return the value of a key and make it the newest; None where there is none."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value


class SizedLruDict(LruDict[K, V]):
    """A dictionary whose values take at most `max_size` together, as `size_of` tells: the oldest go first.

    `max_entries` bounds their number as well.
    """

    def __init__(self, max_size: int, size_of: Callable[[V], int], max_entries: int = sys.maxsize) -> None:
        super().__init__(max_entries)
        self.max_size, self.size = max_size, 0
        self._size_of = size_of

    def __setitem__(self, key: K, value: V) -> None:
        """Store a value as the newest, and drop the oldest beyond the limit; itself, too, if it is too large alone."""
        if key in self:
            self.size -= self._size_of(self[key])
        self.size += self._size_of(value)
        super().__setitem__(key, value)
        while self.size > self.max_size:
            del self[next(iter(self))]

    def __delitem__(self, key: K) -> None:
        """Let a value go."""
        self.size -= self._size_of(self[key])
        super().__delitem__(key)

    def clear(self) -> None:
        """Let all values go."""
        super().clear()
        self.size = 0
