"""Times that refreshes of walls took, as a histogram of this process."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import NamedTuple, ParamSpec

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
P = ParamSpec("P")


class RefreshCounts(NamedTuple):
    """Refreshes up to each bound, one count more for those beyond, and the sum of all their seconds."""

    counts: tuple[int, ...]
    seconds: float


class RefreshTimes:
    """Counts refreshes by how long they took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0

    def note(self, seconds: float) -> None:
        """Count a refresh."""
        with self._lock:
            self._counts[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds

    def counts(self) -> RefreshCounts:
        """Return what was counted so far."""
        with self._lock:
            return RefreshCounts(tuple(self._counts), self._seconds)


REFRESHES = RefreshTimes()


def timed_refresh(draw: Callable[P, None]) -> Callable[P, None]:
    """Decorator: count how long a refresh takes, whether it goes well or not."""

    @wraps(draw)
    def timed(*args: P.args, **kwargs: P.kwargs) -> None:
        started = time.perf_counter()
        try:
            draw(*args, **kwargs)
        finally:
            REFRESHES.note(time.perf_counter() - started)

    return timed
