"""The web server under us, woken once a second where nothing comes, not ten times.

It looks that often whether it is to stop. Each look costs some 0.15 ms of the processor: as much, over the five seconds
between two refreshes of a wall, as the refresh itself. Here a signal to stop wakes it at once.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE

TICK = 1.0  # seconds; the date in the heads of answers is as old at most
NEW_DATE = 10  # ticks of uvicorn's own after which it writes another date


class CalmServer(uvicorn.Server):
    """Serves until it is told to stop."""

    _loop: asyncio.AbstractEventLoop | None = None
    _stop_event: asyncio.Event

    def run_until_told(self) -> None:
        """Serve. The process ends with an error where the server cannot be started, as uvicorn's own command does."""
        with suppress(KeyboardInterrupt):  # it has stopped by then
            self.run()
        if not self.started:
            sys.exit(STARTUP_FAILURE)

    async def main_loop(self) -> None:
        """Wait for the end."""
        self._loop, self._stop_event = asyncio.get_running_loop(), asyncio.Event()
        count = 0
        while not await self.on_tick(count):
            count += NEW_DATE
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop_event.wait(), TICK)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that it is to stop, and wake up for it."""
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop_event.set)
