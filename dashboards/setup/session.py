"""The first run in this process: open from the start until the database has an account, then shut for good.

A token in the printed address keeps out other users of this machine, whose browsers reach loopback too.
"""

from __future__ import annotations

from secrets import compare_digest
from threading import Lock

from core.access.first_run import FirstRunStep, first_run_step
from core.access.tokens import new_token
from dashboards.server.shown_database import served_path


class SetupSession:
    """The token, as long as there is something to set up; `was_open` tells that there once was."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._token: str | None = None
        self.was_open = False

    def open(self) -> str:
        """Open the first run and return the token of its address."""
        with self._lock:
            self._token, self.was_open = new_token(), True
            return self._token

    def is_open(self) -> bool:
        """Return True while there is something to set up, as far as is known."""
        return self._token is not None

    def step(self) -> FirstRunStep | None:
        """Return the next step; None where nothing is open. Raises StoreError (Chinese) for a file that is not ours."""
        if not self.is_open():
            return None
        step = first_run_step(served_path())
        if step is None:
            with self._lock:  # a database that is gone later, or replaced, does not open it again
                self._token = None
        return step

    def admits(self, token: str | None) -> bool:
        """Return True if this is the token."""
        expected = self._token
        return expected is not None and token is not None and compare_digest(expected.encode(), token.encode())


SETUP = SetupSession()
