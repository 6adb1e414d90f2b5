"""Tells when nobody waits for a page, so that what has time does not take the interpreter from one that is drawn."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

LOOK_INTERVAL = 0.05  # seconds
OPENING_SECONDS = 4.0  # a browser has loaded the frame of a page by then, or never does


class DrawnPages:
    """Counts the pages that are being drawn, and knows whether one was asked for and of a wall that is being opened."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._opens_until = self._loads_until = -math.inf
        self._is_asked = False

    def note_asked(self, *, is_wall: bool) -> None:
        """Note that a browser has asked for a page: it loads the frame, and then the page is drawn."""
        self._is_asked = True
        self._loads_until = time.monotonic() + OPENING_SECONDS
        if is_wall:
            self._opens_until = self._loads_until

    def is_opening_wall(self) -> bool:
        """Return whether the frame of a wall is being loaded."""
        return time.monotonic() < self._opens_until

    async def first_asked(self, deadline: float) -> None:
        """Wait until the first page is asked for, but not beyond a moment (monotonic seconds)."""
        while not self._is_asked and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_INTERVAL)

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Count a page for as long as the block takes."""
        with self._lock:
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1
                self._opens_until = self._loads_until = -math.inf

    async def quiet_moment(self, deadline: float) -> None:
        """Wait until no page is being drawn or opened, but not beyond a moment (monotonic seconds)."""
        while (self._count or time.monotonic() < self._loads_until) and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_INTERVAL)


PAGES = DrawnPages()
