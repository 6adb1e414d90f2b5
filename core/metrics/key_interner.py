"""Short numbers for long keys: a tuple of a hundred units and spans is hashed once and not at every look-up."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count

MAX_KEYS = 512


class KeyInterner:
    """A number for each key, the same as long as it is remembered; no two keys ever share a number."""

    def __init__(self) -> None:
        self._next = count()
        self._numbers: dict[Hashable, int] = {}

    def intern(self, *key: Hashable) -> int:
        """Return the number of a key. Safe to share between threads."""
        if len(self._numbers) > MAX_KEYS:
            self._numbers.clear()  # all get new numbers: results kept under the old ones are computed again
        return self._numbers.setdefault(key, next(self._next))
