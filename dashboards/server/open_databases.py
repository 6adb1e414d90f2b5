"""The databases that this process has open: one engine per file, shared by every session.

A file that was put in another's place, by renaming or by copying, is opened anew, never through the other's log; a file
that is gone raises an error, though the connection to it would still answer.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from core.board_folder.file_holds import hold
from core.engine import Engine
from core.metrics.freshness import NoFiguresError
from core.store.board_file import MERGED_FROM
from core.store.file_identity import FileWatch, ForeignLog
from core.store.open import open_store
from core.store.state.watch import watch_of

_log = logging.getLogger(__name__)
QUERY_TIME_LIMIT = 10.0  # seconds, then a query is given up: the wall refreshes every five
MAX_OPEN = 4  # databases open at a time
CLOSED_AFTER = QUERY_TIME_LIMIT  # seconds since it was last handed out: who asks without a pin has ended by then


@dataclass(frozen=True)
class OpenDatabase:
    """An open database. Its `watch` tells the file from another that takes its name later.

    hold_handle: keeps a published board from being pruned; None of any other file. is_merged: it is of several
    counties' sums, and has no records at all.
    """

    engine: Engine
    bureau: str
    demo: bool
    watch: FileWatch
    path: Path
    hold_handle: int | None = None
    is_merged: bool = False

    @property
    def identity(self) -> int:
        """A number that no other file gets."""
        return self.watch.identity

    def is_same(self) -> bool:
        """Return True while its name leads to it. Raises StoreError (Chinese) if it is gone or was overwritten.

        A published board never changes, and is held: it answers to the end, whatever becomes of its name.
        """
        return self.hold_handle is not None or self.watch.is_same()

    def close(self) -> None:
        """Let go of the file and of all that is kept of it."""
        self.engine.close()
        if self.hold_handle is not None:
            os.close(self.hold_handle)


class DatabasePool:
    """The databases that are open by their files, and those that have left and are to be closed.

    leaving: with the moment (monotonic seconds) when each left. Whoever decides by what is shown which file to open
    holds `lock` meanwhile: what is shown no more leaves under it, so that nobody opens it again.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.opened: dict[Path, OpenDatabase] = {}
        self.leaving: list[tuple[OpenDatabase, float]] = []
        self._pins: Counter[int] = Counter()  # by identity, the drawings under way

    def database(self, file: Path, *, is_published: bool) -> OpenDatabase:
        """Return the database of a file, opened if need be. Raises StoreError (Chinese)."""
        with self.lock:  # sessions that come together open it once
            before = self.opened.get(file)
            if before is not None and before.is_same():
                return before
            return self._keep(_open(file, before, is_published=is_published))

    def make_ready(self, file: Path) -> None:
        """Open a published board and ask it for its figures once, before anybody waits. Raises StoreError (Chinese)."""
        database = _open(file, None, is_published=True)
        try:
            with suppress(NoFiguresError):  # the pages say so
                database.engine.board()
        except BaseException:
            database.close()
            raise
        with self.lock:
            self._keep(database)

    def leave_boards_but(self, shown: Path) -> None:
        """Take the published boards that are shown no more out of the pool."""
        with self.lock:
            former = [file for file, board in self.opened.items() if board.hold_handle is not None and file != shown]
            self.leaving += [(self.opened.pop(file), time.monotonic()) for file in former]

    def pin(self, database: OpenDatabase) -> None:
        """Keep a database from being closed until it is unpinned as often."""
        with self.lock:
            self._pins[database.identity] += 1

    def unpin(self, database: OpenDatabase) -> None:
        """Take back one pin."""
        with self.lock:
            self._pins[database.identity] -= 1
            self._pins += Counter()  # which drops those that are down to none
        self.close_left()

    def close_left(self) -> None:
        """Close what has left and is drawn from no more; outside the lock, since a query may still run."""
        if not self.leaving:
            return
        with self.lock:
            until = time.monotonic() - CLOSED_AFTER
            done = [entry for entry in self.leaving if entry[1] <= until and not self._pins[entry[0].identity]]
            self.leaving = [entry for entry in self.leaving if entry not in done]
        for database, _ in done:
            database.close()

    def _keep(self, database: OpenDatabase) -> OpenDatabase:
        """Take an open database in, under the lock; one in its place, or the oldest of too many, leaves."""
        before = self.opened.pop(database.path, None)
        if before is None and len(self.opened) >= MAX_OPEN:
            before = self.opened.pop(next(iter(self.opened)))
        if before is not None:
            self.leaving.append((before, time.monotonic()))
        self.opened[database.path] = database
        return database


def _open(file: Path, before: OpenDatabase | None, *, is_published: bool) -> OpenDatabase:
    """Open a file, in whose place another may have been open before."""
    watch = watch_of(file)
    try:
        store = open_store(file, read_only=True)
    except ForeignLog:
        if before is None or not before.watch.set_log_aside():
            raise
        _log.warning("%s was replaced by another file; the log of the old one was put aside", file)
        store = open_store(file, read_only=True)
    watch.note_log()
    engine = Engine(store, max_seconds=QUERY_TIME_LIMIT)
    hold_handle, is_merged = hold(file) if is_published else None, store.meta(MERGED_FROM) is not None
    return OpenDatabase(engine, store.bureau, store.demo, watch, file, hold_handle, is_merged)
