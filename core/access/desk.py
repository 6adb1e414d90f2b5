"""Shared parts of administrators' desks: whose they are, and how they read and write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from core.access.context import RequestContext, ScopedInterface
from core.access.duties import Duty, duties, require_duty

if TYPE_CHECKING:
    from sqlite3 import Connection

Writing = Callable[[], AbstractContextManager["Connection"]]


class Desk(ScopedInterface):
    """Desk of those who run the system: each does what the own duties allow, and every change leaves its line."""

    def __init__(self, request: RequestContext, writing: Writing, now: int) -> None:
        require_duty(request)
        super().__init__(request)
        self._actor, self._writing, self._now = request.viewer.actor, writing, now

    def duties(self) -> frozenset[Duty]:
        """Returns what the viewer may do here."""
        return duties(self._request)

    def _require(self, *any_of: Duty) -> None:
        require_duty(self._request, *any_of)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.reading():
            yield self._engine.store.conn
