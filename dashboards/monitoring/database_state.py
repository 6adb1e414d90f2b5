"""The state of the database that is served, as monitoring asks for it: read by a connection of its own, each time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from core.store.anchors import anchor_file, anchors_that_fit, read_anchors
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.trail_watch import TrailWatch

_LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The state of a database; times in epoch seconds, None where there was none. Nothing tells of a unit.

    `covers_to` is by kind of record, the ledgers as one: the day of the one that lies furthest behind.
    """

    data_version: int
    desk_sessions: int
    wall_sessions: int
    covers_to: Mapping[str, int]
    failing_sources: int
    file_bytes: int
    log_bytes: int
    free_bytes: int
    last_anchor: int | None
    unfit_anchors: int


class DatabaseWatch:
    """Reads the state of one database, and follows its trail."""

    def __init__(self) -> None:
        self.trail = TrailWatch()

    def state(self, path: Path, now: int) -> DatabaseState | None:
        """Return the state; None where the database cannot be read."""
        try:
            with closing(connect(path, read_only=True)) as connection:
                self.trail.follow(connection)
                (version,) = connection.execute("SELECT value FROM meta WHERE key = 'data_version'").fetchone()
                desks, walls = connection.execute(
                    "SELECT count(account), count(kiosk) FROM session WHERE revoked_at IS NULL AND until > ?", [now]
                ).fetchone()
                rows = connection.execute("SELECT id, covers_to FROM source ORDER BY covers_to DESC").fetchall()
                (failing,) = connection.execute(
                    "SELECT count(*) FROM data_source WHERE ifnull(run ->> '$.error', '') <> ''"
                ).fetchone()
                anchors = read_anchors(anchor_file(path))
                unfit = len(anchors) - anchors_that_fit(connection, anchors)
            log = Path(f"{path}-wal")
            return DatabaseState(
                data_version=int(version),
                desk_sessions=desks,
                wall_sessions=walls,
                covers_to={_kind(name): int(day) for name, day in rows},
                failing_sources=failing,
                file_bytes=os.stat(path).st_size,
                log_bytes=log.stat().st_size if log.exists() else 0,
                free_bytes=disk_usage(path.resolve().parent).free,
                last_anchor=anchors[-1].at if anchors else None,
                unfit_anchors=unfit,
            )
        except (StoreError, sqlite3.Error, OSError):
            return None


def _kind(source: str) -> str:
    """Return the kind of a source: a name that a bureau gave to a ledger may tell of a unit."""
    return _LEDGER if source.startswith(f"{_LEDGER}:") else source
