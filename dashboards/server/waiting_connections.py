"""Closes connections that do not say in time what they want, and bounds how many may wait to say it.

The web server under us waits for ever for the end of a request's head, and of its body. Whoever opens connections and
sends nothing, or a letter a minute, would hold them all until nobody else gets in.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from typing import Any, Protocol

from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboards.settings import proxies, worker_number

SECONDS = 10.0  # for a request's head, and for the rest of a body that has been answered already
BODY_SECONDS = 30.0  # without a byte of a body that is still to come
CROWD, CROWD_SECONDS = 2000, 60.0  # connections in so many seconds
PER_ADDRESS, ALTOGETHER = 64, 1024  # that wait at the same time; a browser opens six


class Waiting(Protocol):
    """A connection that can be made to go."""

    def give_way(self) -> None:
        """Close at once, and wait no longer."""


class WaitingConnections:
    """Connections that wait, the one that waits longest first. One event loop uses it: no lock."""

    def __init__(self, per_address: int = PER_ADDRESS, altogether: int = ALTOGETHER) -> None:
        self._per_address, self._altogether = per_address, altogether
        self._addresses: dict[Waiting, str] = {}
        self._by_address: Counter[str] = Counter()

    def enter(self, connection: Waiting, address: str) -> bool:
        """Count a connection in; False, and not counted, if too many of its address wait already.

        Where too many wait altogether, the one that waits longest gives way: who means it has asked long before.
        """
        is_crowd = address in proxies() or worker_number() is not None  # everybody comes from there
        if self._by_address[address] >= self._per_address and not is_crowd:
            return False
        if len(self._addresses) >= self._altogether:
            next(iter(self._addresses)).give_way()
        self._addresses[connection] = address
        self._by_address[address] += 1
        return True

    def total(self) -> int:
        """Return how many wait now."""
        return len(self._addresses)

    def leave(self, connection: Waiting) -> None:
        """Count a connection out, if it was counted in."""
        address = self._addresses.pop(connection, None)
        if address is not None:
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]


WAITING = WaitingConnections()


class Crowds:
    """Tells by the connections when a crowd has come, whose garbage has to be collected.

    Each connection leaves a circle of objects behind, asyncio's own. They grow old while it is open, and old garbage is
    seldom collected: each crowd would take new memory. So many connections in so short a time are no people.
    """

    def __init__(self, connections: int = CROWD, seconds: float = CROWD_SECONDS) -> None:
        self._connections, self._seconds = connections, seconds
        self._count, self._since = 0, 0.0

    def count(self, now: float) -> bool:
        """Count one connection at a time (seconds); return True, and begin anew, where it makes a crowd."""
        if now - self._since > self._seconds:
            self._count, self._since = 0, now
        self._count += 1
        if self._count < self._connections:
            return False
        self._count, self._since = 0, now
        return True


CROWDS = Crowds()


class PromptConnection(H11Protocol):
    """A connection that is closed if it keeps the server waiting for a request, or for the rest of one."""

    _address = ""
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait, or close at once if too many wait."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._wait(SECONDS)
        if CROWDS.count(self.loop.time()):
            gc.collect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come; the clock of a head that is not whole goes on, whatever came of it."""
        super().data_received(data)
        if self.transport.is_closing() or self._is_handed_over():
            self._stop_waiting()
        elif self._is_answering() and self.cycle.more_body:
            self._wait(BODY_SECONDS)
        elif self._is_answering():
            self._stop_waiting()
        elif self._deadline is None:
            self._wait(SECONDS)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand over to the websocket, which has its own clock."""
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def give_way(self) -> None:
        """Close at once: others wait, and this one says nothing."""
        self._stop_waiting()
        self.transport.abort()

    def _is_handed_over(self) -> bool:
        return self.transport.get_protocol() is not self

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self, seconds: float) -> None:
        """Set the clock, anew if it runs already; close where too many wait."""
        if self._deadline is not None:
            self._deadline.cancel()
        elif not WAITING.enter(self, self._address):
            self.transport.close()
            return
        self._deadline = self.loop.call_later(seconds, self._end)

    def _end(self) -> None:
        """Close, unless it is the server itself that does not read on."""
        if self.flow.read_paused and self._is_answering():
            self._wait(BODY_SECONDS)
        else:
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
            WAITING.leave(self)
