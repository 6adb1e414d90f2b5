"""Websockets that are open now: one a tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class OpenSockets:
    """A count. One event loop uses it: no lock."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a websocket for as long as the block takes."""
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1


SOCKETS = OpenSockets()
