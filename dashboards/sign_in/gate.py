"""The accounts and sessions of the database that is served, asked at every request and written now and then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from core.access.accounts import any_account
from core.access.sessions import viewer_of
from core.access.viewer import Viewer
from core.store.sqlite import connect
from core.store.trail import trailed
from dashboards.database import served

if TYPE_CHECKING:
    from sqlite3 import Connection


class Gate:
    """One reading connection for all requests, which look up an index; a writing one for as long as a write takes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        self._reading = connect(path, read_only=True)

    def guarded(self) -> bool:
        """Whether signing in is required: as soon as there is an account."""
        with self._lock:
            return any_account(self._reading)

    def viewer(self, session_digest: str) -> Viewer | None:
        """Whose session this is at this moment, if anybody's."""
        with self._lock:
            return viewer_of(self._reading, session_digest, self.now())

    def now(self) -> int:
        """The time, in epoch seconds."""
        return int(time.time())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that may write, closed afterwards."""
        connection = connect(self._path, read_only=False)
        try:
            yield connection
        finally:
            connection.close()

    def note(self, viewer: Viewer, action: str, detail: str) -> None:
        """A line in the audit. Where nobody signs in there is nobody to write down."""
        if viewer.session is None:
            return
        with (
            self.writing() as connection,
            trailed(connection, actor=viewer.actor, action=action, detail=detail, now=self.now()),
        ):
            pass


@lru_cache(maxsize=1)
def _gate(path: Path) -> Gate:
    return Gate(path)


def gate() -> Gate:
    """The gate of the database that is served."""
    return _gate(served())
