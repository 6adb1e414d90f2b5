"""Presence of participants: noted at every look of a browser, in this process's memory.

After a restart they look again.
"""

from __future__ import annotations

import time
from threading import Lock

from core.lru import LruDict

AWAY_AFTER = 10.0  # seconds: three looks that did not come
MOST = 5000


class Presence:
    """The seats that have looked lately."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: LruDict[tuple[int, int], float] = LruDict(MOST)

    def note(self, class_id: int, seat: int) -> None:
        """Note that a seat has looked."""
        with self._lock:
            self._seen[class_id, seat] = time.monotonic()

    def is_there(self, class_id: int, seat: int) -> bool:
        """Return True if a seat has looked within the last seconds."""
        with self._lock:
            seen = self._seen.get((class_id, seat))
        return seen is not None and time.monotonic() - seen < AWAY_AFTER


PRESENCE = Presence()
