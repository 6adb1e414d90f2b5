"""Queue of sign-ins: a few hashes at a time, a bounded number that waits, an answer at once for all beyond."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from dashboards.server.shared_files import worker_count

Answer = TypeVar("Answer")
AT_ONCE = 3  # hashes; each takes 19 MiB and one core
MAX_WAITING = 40
RETRY_SECONDS = 3


class TooManySignInsError(Exception):
    """More people sign in at this moment than are let wait."""


class SignInQueue:
    """Queue in front of whatever hashes a password."""

    def __init__(self, at_once: int = AT_ONCE, max_waiting: int = MAX_WAITING) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._max_waiting = max_waiting
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """The number of those who wait for their turn."""
        return self._waiting

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """Run the work in a thread when it is its turn. Raises TooManySignInsError where too many wait."""
        if self._slots.locked() and self._waiting >= self._max_waiting:
            raise TooManySignInsError
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            return await run_in_threadpool(work)
        finally:
            self._slots.release()


def queue_of_this_worker() -> SignInQueue:
    """Return a queue that lets in as many together with those of the other workers as one process would alone."""
    return SignInQueue(max(1, AT_ONCE // worker_count()), max(1, MAX_WAITING // worker_count()))


SIGN_INS = queue_of_this_worker()
