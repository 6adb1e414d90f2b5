"""Leads each browser to its worker, always the same: its uploads, files and open pages live in one process.

A browser gets a ticket, a cookie that names its worker. While that worker is away the browser goes to another one, and
stays there for as long as a page of it is open there; afterwards it finds its own worker again.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

_TICKET = re.compile(r"(?P<home>\d{1,2})\.[A-Za-z0-9_-]{22}")
_TICKET_BYTES = 16


@dataclass(eq=False)
class Worker:
    """A worker: its number, from 1, the port that it listens on, whether it answers, and the open tabs in it."""

    number: int
    port: int
    is_ready: bool = False
    tabs: int = 0


class Affinity:
    """Leads browsers to workers. One event loop uses it: no lock."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = tuple(workers)
        self._next = 0
        self._tabs: dict[str, Counter[int]] = {}  # open tabs by ticket, by worker

    def new_ticket(self) -> str | None:
        """Return a ticket for a browser that has none, to the worker with the fewest open tabs; None if all are away.

        Of several with as few, each in turn.
        """
        count = len(self._workers)
        turns = [self._workers[(self._next + step) % count] for step in range(count)]
        ready = [worker for worker in turns if worker.is_ready]
        if not ready:
            return None
        worker = min(ready, key=lambda worker: worker.tabs)
        self._next = worker.number % count
        return f"{worker.number}.{secrets.token_urlsafe(_TICKET_BYTES)}"

    def is_ticket(self, text: str | None) -> bool:
        """Return True for a ticket to one of these workers."""
        ticket = _TICKET.fullmatch(text or "")
        return ticket is not None and 1 <= int(ticket["home"]) <= len(self._workers)

    def worker_of(self, ticket: str) -> Worker | None:
        """Return the worker that a ticket leads to now; None if all are away."""
        for number in self._tabs.get(ticket, ()):
            if self._workers[number - 1].is_ready:
                return self._workers[number - 1]
        home, count = int(ticket.partition(".")[0]) - 1, len(self._workers)
        turns = (self._workers[(home + step) % count] for step in range(count))
        return next((worker for worker in turns if worker.is_ready), None)

    def first(self) -> Worker | None:
        """Return the first worker that answers; None if all are away."""
        return next((worker for worker in self._workers if worker.is_ready), None)

    @contextmanager
    def tab(self, ticket: str, worker: Worker) -> Iterator[None]:
        """Count a tab as open at a worker for as long as the block takes."""
        tabs = self._tabs.setdefault(ticket, Counter())
        tabs[worker.number] += 1
        worker.tabs += 1
        try:
            yield
        finally:
            worker.tabs -= 1
            tabs[worker.number] -= 1
            if not tabs[worker.number]:
                del tabs[worker.number]
            if not tabs:
                self._tabs.pop(ticket, None)
