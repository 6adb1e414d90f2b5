"""A dictionary that keeps the entries used last."""

from __future__ import annotations

from collections import OrderedDict
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
            self.popitem(last=False)

    def use(self, key: K) -> V | None:
        """Return the value of a key and make it the newest; None where there is none."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value
