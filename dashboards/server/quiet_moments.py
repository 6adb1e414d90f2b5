"""Tells when nobody waits for a page, so that what has time does not take the interpreter from one that is drawn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

LOOK_INTERVAL = 0.05  # seconds


class DrawnPages:
    """Counts the pages that are being drawn."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0

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

    async def quiet_moment(self, deadline: float) -> None:
        """Wait until no page is being drawn, but not beyond a moment (monotonic seconds)."""
        while self._count and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_INTERVAL)


PAGES = DrawnPages()
