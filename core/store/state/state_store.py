"""An open state file with its board: what is written goes into the one, all else is read from the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from core.store.board_file import DATA_READ_ONLY, BoardIsReadOnly
from core.store.errors import StoreError
from core.store.state.paired_board import BOARD
from core.store.store import Store
from core.store.trail import add_line

VERSION = "data_version"


class StateStore(Store):
    """A state file and its board as one database, whose sums nobody writes."""

    has_own_sums = False

    def meta(self, key: str) -> str | int | None:
        """Return a value kept about the two: what the board says of itself comes first."""
        if key == VERSION:
            return self.data_version()
        row = self.db.execute(
            f"SELECT value FROM {BOARD}.meta WHERE key = :key UNION ALL SELECT value FROM main.meta WHERE key = :key",
            {"key": key},
        ).fetchone()
        return row[0] if row else None

    def meta_values(self, *keys: str) -> dict[str, str | int | None]:
        """Return some values kept about the two."""
        return {key: self.meta(key) for key in keys}

    def board_mark(self) -> str:
        """Return the attached board's place, version, size and time."""
        files = {name: file for _, name, file in self.db.execute("PRAGMA database_list")}
        (version,) = self.db.execute(f"SELECT value FROM {BOARD}.meta WHERE key = '{VERSION}'").fetchone()
        stat = os.stat(files[BOARD])
        return f"{files[BOARD]} {version} {stat.st_size} {stat.st_mtime_ns}"

    def data_version(self) -> int:
        """Return the versions of both together: of one board, it rises with every write into the state."""
        (version,) = self.db.execute(
            f"SELECT sum(value) FROM (SELECT value FROM main.meta WHERE key = '{VERSION}' "
            f"UNION ALL SELECT value FROM {BOARD}.meta WHERE key = '{VERSION}')"
        ).fetchone()
        return int(version or 0)

    def _begin_version(self, actor: str, action: str, detail: str, now: int) -> None:
        self.db.execute("UPDATE main.meta SET value = value + 1 WHERE key = ?", [VERSION])
        add_line(self.conn, actor=actor, action=action, detail=detail, now=now)  # with the state's own version

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Say of a write into the board's tables that the board is read-only."""
        try:
            with super()._transaction():
                yield
        except StoreError as error:
            reason = getattr(error.__cause__, "sqlite_errorname", "")
            if reason.startswith("SQLITE_READONLY") and os.access(self.path, os.W_OK):
                raise BoardIsReadOnly(DATA_READ_ONLY) from error
            raise
