"""Short names for long questions: a tuple of a hundred units and spans is hashed once and not at every look-up."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count

KEPT = 512


class KeyInterner:
    """A number for each thing, the same as long as it is remembered; no two things ever have one number."""

    def __init__(self) -> None:
        self._next = count()
        self._known: dict[Hashable, int] = {}

    def intern(self, *thing: Hashable) -> int:
        """The number of a thing. Safe to share between threads."""
        if len(self._known) > KEPT:
            self._known.clear()  # all get new ones: what was kept under the old ones is made again
        return self._known.setdefault(thing, next(self._next))
