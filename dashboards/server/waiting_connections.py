"""Closes connections that do not say in time what they want, and bounds how many may wait to say it.

The web server under us waits for ever for the end of a request's head. Whoever opens connections and sends nothing, or
a letter a minute, would hold them all until nobody else gets in.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboards.settings import proxies

SECONDS = 10.0  # for a request's head, and for the rest of a body that has been answered already
PER_ADDRESS, ALTOGETHER = 64, 1024  # that wait at the same time; a browser opens six


class WaitingCounts:
    """Counts how many connections wait, by address. One event loop uses it: no lock."""

    def __init__(self, per_address: int = PER_ADDRESS, altogether: int = ALTOGETHER) -> None:
        self._limits = per_address, altogether
        self._by_address: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count a connection in; False, and not counted, if too many wait already."""
        per_address, altogether = self._limits
        is_crowd = address in proxies()  # everybody comes from there
        if (self._by_address[address] >= per_address and not is_crowd) or self.total() >= altogether:
            return False
        self._by_address[address] += 1
        return True

    def total(self) -> int:
        """Return how many wait now."""
        return self._by_address.total()

    def leave(self, address: str) -> None:
        """Count a connection out."""
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


WAITING = WaitingCounts()


class PromptConnection(H11Protocol):
    """A connection that is closed if it keeps the server waiting for a request."""

    _address = ""
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait, or close at once if too many wait."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come; the clock of a head that is not whole goes on, whatever came of it."""
        super().data_received(data)
        if self._is_answering() or self.transport.is_closing():
            self._stop_waiting()
        elif self._deadline is None:
            self._wait()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand over to the websocket, which has its own clock."""
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def _is_answering(self) -> bool:
        is_handed_over = self.transport.get_protocol() is not self
        return is_handed_over or (self.cycle is not None and not self.cycle.response_complete)

    def _wait(self) -> None:
        if WAITING.enter(self._address):
            self._deadline = self.loop.call_later(SECONDS, self.transport.close)
        else:
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
            WAITING.leave(self._address)
