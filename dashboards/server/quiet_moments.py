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
    """Counts the pages that are being drawn, and knows of a wall whose frame a browser is loading."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._opens_until = -math.inf

    def note_opening(self) -> None:
        """Note that a browser has asked for a wall: it loads the frame, and then the page is drawn."""
        self._opens_until = time.monotonic() + OPENING_SECONDS

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
                self._opens_until = -math.inf

    async def quiet_moment(self, deadline: float) -> None:
        """Wait until no page is being drawn and no wall opened, but not beyond a moment (monotonic seconds)."""
        while (self._count or time.monotonic() < self._opens_until) and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_INTERVAL)


PAGES = DrawnPages()
