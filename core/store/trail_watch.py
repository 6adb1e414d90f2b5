"""Follows a trail that grows: how many lines of each act there are, when the last was, how far the chain is whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.store.trail_chain import BEGINNING, line_follows, stored_lines

if TYPE_CHECKING:
    from sqlite3 import Connection

AT_A_TIME = 50_000  # lines; half a second


class TrailWatch:
    """A trail so far as it was seen. Each line is looked at once; `fengjing trail verify` looks at all again.

    Where the last line seen is another one now, the file was restored or replaced, and all begins anew.
    """

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.acts: Counter[str] = Counter()
        self.last_at: dict[str, int] = {}
        self.faults = 0
        self.line = 0
        self.is_behind = False
        self._hash = BEGINNING

    def follow(self, connection: Connection, at_a_time: int = AT_A_TIME) -> None:
        """Look at the lines that are new, so many at most; `is_behind` where there may be more."""
        if self.line and not self._is_same_trail(connection):
            self._begin()
        looked_at = 0
        for number, content, algorithm, stored in stored_lines(connection, self.line, at_a_time):
            looked_at += 1
            if number != self.line + 1 or not line_follows(self._hash, number, content, algorithm, stored):
                self.faults += 1
            at, _, action, *_ = content
            self.acts[action] += 1
            self.last_at[action] = at
            self.line, self._hash = number, stored
        self.is_behind = looked_at == at_a_time

    def _is_same_trail(self, connection: Connection) -> bool:
        row = connection.execute("SELECT hash FROM audit WHERE id = ?", [self.line]).fetchone()
        return row is not None and row[0] == self._hash
