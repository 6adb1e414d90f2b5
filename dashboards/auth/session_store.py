"""The accounts and sessions of the database that is served, asked at every request and written now and then."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from core.access.accounts import has_accounts
from core.access.sessions import viewer_of
from core.access.viewer import Viewer
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.trail import trail_transaction
from dashboards.server.engine_pool import FileIdentity, file_identity, served_path

if TYPE_CHECKING:
    from sqlite3 import Connection

MAX_VIEWERS = 4096  # viewers, for as long as the database cannot be read
_LONG_AGO = -1
_log = logging.getLogger(__name__)


class SessionStore:
    """One reading connection for all requests, which look up an index; a writing one for as long as a write takes.

    Who may look does not hang on the file: while it cannot be read, what was last known of a session holds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        self._reading = connect(path, read_only=True)
        self._version = self._data_version()
        self._guarded = has_accounts(self._reading)
        self._viewers: OrderedDict[str, tuple[int, Viewer]] = OrderedDict()  # when it was looked up, and who it is

    def requires_sign_in(self) -> bool:
        """Whether signing in is required: as soon as there is an account."""
        with self._lock:
            try:
                self._keep_up()
            except sqlite3.Error as error:
                _log.warning("accounts cannot be read: %s", error)
            return self._guarded

    def viewer(self, session_digest: str) -> Viewer | None:
        """Whose session this is at this moment, if anybody's."""
        with self._lock:
            now = self.now()
            try:
                self._keep_up()
                looked, found = self._viewers.get(session_digest, (_LONG_AGO, None))
                if looked != now:
                    found = viewer_of(self._reading, session_digest, now)
            except sqlite3.Error as error:
                _log.warning("sessions cannot be read: %s", error)
                return self._viewers.get(session_digest, (_LONG_AGO, None))[1]
            self._viewers.pop(session_digest, None)
            if found is not None:
                self._viewers[session_digest] = now, found  # now the newest
                while len(self._viewers) > MAX_VIEWERS:
                    self._viewers.popitem(last=False)
            return found

    def _keep_up(self) -> None:
        """When anybody has written, what is known of accounts and sessions is asked anew."""
        version = self._data_version()
        if version != self._version:
            self._guarded = has_accounts(self._reading)
            for one, (_, viewer) in self._viewers.items():
                self._viewers[one] = _LONG_AGO, viewer
            self._version = version

    def _data_version(self) -> int:
        """SQLite's own: another when anybody else has written into the file. It costs next to nothing to ask."""
        return int(self._reading.execute("PRAGMA data_version").fetchone()[0])

    def now(self) -> int:
        """The time, in epoch seconds."""
        return int(time.time())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that may write, closed afterwards."""
        file_identity(self._path)  # a file that is gone is not made anew
        connection = connect(self._path, read_only=False)
        try:
            yield connection
        finally:
            connection.close()

    def record(self, viewer: Viewer, action: str, detail: str) -> None:
        """A line in the audit. Where nobody signs in there is nobody to write down."""
        if viewer.session is None:
            return
        with (
            self.writing() as connection,
            trail_transaction(connection, actor=viewer.actor, action=action, detail=detail, now=self.now()),
        ):
            pass


class _CurrentStore:
    """The gate in use, and the file that it is of."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._gate: tuple[FileIdentity, SessionStore] | None = None

    def get(self, path: Path) -> SessionStore:
        """The gate of a file; of the last good one while the file is gone or is no database."""
        with self._lock:
            try:
                now = file_identity(path)
                if self._gate is None or self._gate[0] != now:
                    self._gate = now, SessionStore(path)
            except (StoreError, sqlite3.Error):
                if self._gate is None:
                    raise
            return self._gate[1]


_current = _CurrentStore()


def session_store() -> SessionStore:
    """The gate of the database that is served. Raises StoreError (Chinese) if it never could be opened."""
    return _current.get(served_path())
