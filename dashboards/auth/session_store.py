"""Accounts and sessions of the database that is served, read at every request and written now and then."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from core.access.accounts import has_accounts
from core.access.roles import Role
from core.access.sessions import LastSignIn, last_sign_in, note_use, viewer_of
from core.access.viewer import Viewer
from core.lru import LruDict
from core.store.file_identity import OverwrittenInPlace
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.state.watch import watch_of
from core.store.trail import trail_transaction
from dashboards.server.shown_database import served_path

if TYPE_CHECKING:
    from sqlite3 import Connection

MAX_VIEWERS = 4096  # kept for as long as the database cannot be read
_LONG_AGO = -1
_log = logging.getLogger(__name__)


class _LookUp(NamedTuple):
    """The viewer of a session, and when it was looked up (epoch seconds)."""

    looked_up_at: int
    viewer: Viewer | None


_NEVER = _LookUp(_LONG_AGO, None)


class SessionStore:
    """One reading connection for all requests, which look up an index; a writing one for as long as a write takes.

    Access does not depend on the file: while it cannot be read, the last look-up of a session holds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        self._watch = watch_of(path)
        self._is_mixed = False
        self._reading = connect(path, read_only=True)
        self._version = self._data_version()
        self._guarded = has_accounts(self._reading)
        self._viewers: LruDict[str, _LookUp] = LruDict(MAX_VIEWERS)
        self._greeted: LruDict[int, bool] = LruDict(MAX_VIEWERS)  # sessions

    def is_same_file(self) -> bool:
        """Return True while the file is the one that was opened. Raises StoreError (Chinese) if it is gone."""
        with self._lock:
            self._is_mixed = True  # unless it turns out otherwise: what it would read now may be of two files
            try:
                self._is_mixed = not self._watch.is_same()
            except OverwrittenInPlace:
                raise
            except StoreError:
                self._is_mixed = False  # it is gone: the connection still has the one file that it opened
                raise
            return not self._is_mixed

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._reading.close()

    def requires_sign_in(self) -> bool:
        """Return True if signing in is required: as soon as there is an account."""
        with self._lock:
            try:
                self._keep_up()
            except sqlite3.Error as error:
                _log.warning("accounts cannot be read: %s", error)
            return self._guarded

    def viewer(self, session_digest: str) -> Viewer | None:
        """Return the viewer whose session this is at this moment, if anybody's."""
        with self._lock:
            now = self.now()
            try:
                self._keep_up()
                looked_up_at, viewer = self._viewers.get(session_digest, _NEVER)
                if looked_up_at != now:
                    viewer = viewer_of(self._reading, session_digest, now)
            except sqlite3.Error as error:
                _log.warning("sessions cannot be read: %s", error)
                return self._viewers.get(session_digest, _NEVER).viewer
            if viewer is None:
                self._viewers.pop(session_digest, None)
            else:
                self._viewers[session_digest] = _LookUp(now, viewer)
            return viewer

    def _keep_up(self) -> None:
        """Look accounts and sessions up again when anybody has written into the file."""
        if self._is_mixed:
            raise sqlite3.OperationalError("another file has been put in the place of this one")
        version = self._data_version()
        if version != self._version:
            self._guarded = has_accounts(self._reading)
            for session, looked_up in list(self._viewers.items()):
                self._viewers[session] = looked_up._replace(looked_up_at=_LONG_AGO)
            self._version = version

    def _data_version(self) -> int:
        """Return SQLite's own version, which changes when anybody else writes into the file; it is cheap to read."""
        return int(self._reading.execute("PRAGMA data_version").fetchone()[0])

    def now(self) -> int:
        """Return the time, in epoch seconds."""
        return int(time.time())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a connection that may write, and close it afterwards."""
        if not self._path.exists():  # a file that is gone is not made anew
            raise StoreError(f"找不到数据库：{self._path}")
        connection = connect(self._path, read_only=False)
        try:
            yield connection
        finally:
            connection.close()

    def note_use(self, viewer: Viewer) -> None:
        """Note that somebody uses a session: one that nobody uses ends."""
        if viewer.session is not None:
            with self.writing() as connection:
                note_use(connection, viewer.session, self.now())

    def last_sign_in(self, viewer: Viewer) -> LastSignIn | None:
        """Return what there was before this session; None where nobody signs in."""
        if viewer.session is None or viewer.scope.role is Role.KIOSK:
            return None
        with self._lock:
            return last_sign_in(self._reading, viewer.session)

    def greet(self, viewer: Viewer) -> bool:
        """Return True once in a session: what is shown unasked after signing in does not come with each reload."""
        with self._lock:
            if viewer.session is None or viewer.session in self._greeted:
                return False
            self._greeted[viewer.session] = True
            return True

    def record(self, viewer: Viewer, action: str, detail: str) -> None:
        """Write a line into the trail. Where nobody signs in there is nobody to name."""
        if viewer.session is None:
            return
        with (
            self.writing() as connection,
            trail_transaction(connection, actor=viewer.actor, action=action, detail=detail, now=self.now()),
        ):
            pass


class _CurrentStore:
    """The session store in use. The one before it is let go with the next: requests may still be asking it."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._store: tuple[Path, SessionStore] | None = None
        self._leaving: SessionStore | None = None

    def get(self, path: Path) -> SessionStore:
        """Return the store of a file; the last good one while the file is gone or is no database."""
        with self._lock:
            try:
                if self._store is None or self._store[0] != path or not self._store[1].is_same_file():
                    before, self._store = self._store, (path, SessionStore(path))
                    if before is not None:
                        if self._leaving is not None:
                            self._leaving.close()
                        self._leaving = before[1]
            except (StoreError, sqlite3.Error):
                if self._store is None:
                    raise
            return self._store[1]


_current = _CurrentStore()


def session_store() -> SessionStore:
    """Return the sessions of the database that is served. Raises StoreError (Chinese) if it never could be opened."""
    return _current.get(served_path())
