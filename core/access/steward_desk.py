"""The steward's desk (数据管理): sources and what is missing, the trail, health and backups of a bureau."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.access.accounts import accounts
from core.access.desk import Desk
from core.access.duties import Duty
from core.access.first_run import FirstRunStep
from core.access.kiosks import kiosks
from core.access.roles import Role
from core.access.sessions import sessions
from core.metrics.freshness import NoFiguresError
from core.sources.status import DataSourceStatus, source_status
from core.store.anchors import keep_anchors, trail_faults
from core.store.backup import Backup, back_up
from core.store.data_sources import data_sources
from core.store.sources import SourceAge, source_ages
from core.store.sqlite import sqlite3
from core.store.trail import TrailLine, trail_lines, trail_transaction

LEDGER = "ledger:"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """Source with the days since the last that it covers, and how many its rhythm allows (see Rhythm)."""

    age: SourceAge
    age_days: int
    allowed_days: int

    @property
    def is_late(self) -> bool:
        """True where newer data should have come by now."""
        return self.age_days > self.allowed_days


@dataclass(frozen=True, slots=True)
class MissingSource:
    """Kind of record that nobody has brought yet: its name, and how many days its rhythm allows."""

    zh: str
    allowed_days: int


@dataclass(frozen=True, slots=True)
class Health:
    """Health of the file: bytes, versions, accounts that may sign in, live sessions."""

    path: Path
    bytes: int
    data_version: int
    sqlite: str
    accounts: int
    live_sessions: int


class StewardDesk(Desk):
    """Sources, the trail, the file and its backups."""

    def sources(self, today: date) -> list[SourceStatus]:
        """Returns the sources; at the top those that are late, the longest overdue first."""
        self._require(Duty.DATA)
        with self._reading():
            ages = source_ages(self._engine.store).values()
        rhythm = self._engine.catalogue.late_after
        lines = [
            SourceStatus(age, (today - age.covers_to).days, rhythm(None if age.id.startswith(LEDGER) else age.id))
            for age in ages
        ]
        return sorted(lines, key=lambda line: (not line.is_late, -line.age_days, line.age.id))

    def missing_sources(self) -> list[MissingSource]:
        """Returns the kinds of record in the catalogue that nobody has brought yet: not late, and not at zero."""
        self._require(Duty.DATA)
        with self._reading():
            present = source_ages(self._engine.store)
        catalogue = self._engine.catalogue
        missing = {kind: fact for kind, fact in catalogue.facts.items() if not fact.derived and kind not in present}
        return [MissingSource(fact.system, catalogue.late_after(kind)) for kind, fact in missing.items()]

    def data_sources(self) -> list[DataSourceStatus]:
        """Returns the databases and folders that are read by hand or on a schedule, by name."""
        with self._reading():
            return [source_status(source) for source in data_sources(self._engine.store)]

    def next_step(self) -> FirstRunStep | None:
        """Returns what is still to be done until there is a board and somebody to see it; None where that is so."""
        if self._engine.store.demo:
            return None
        try:
            self._engine.as_of()
        except NoFiguresError:
            return FirstRunStep.FIGURES
        with self._reading() as connection:
            has_viewer = any(kiosk.state != "revoked" for kiosk in kiosks(connection, self._now)) or any(
                account.scope.role is Role.CHIEF and account.disabled_at is None for account in accounts(connection)
            )
        return None if has_viewer else FirstRunStep.BOARD

    def trail(self, limit: int, action: str | None = None) -> list[TrailLine]:
        """Returns the newest lines of the trail; of one action, if one is named."""
        self._require(Duty.TRAIL)
        with self._reading() as connection:
            return trail_lines(connection, limit, action)

    def trail_faults(self) -> list[str]:
        """Returns what is wrong with the trail (Chinese): none where every line follows from the one before."""
        self._require(Duty.TRAIL)
        with self._reading():
            return list(trail_faults(self._engine.store))

    def health(self) -> Health:
        """Returns the health of the file."""
        self._require(Duty.SERVICE)
        store = self._engine.store
        with self._reading():
            enabled = sum(account.disabled_at is None for account in accounts(store.conn))
            live = sum(session.state == "live" for session in sessions(store.conn, self._now))
            size, version = store.path.stat().st_size, store.data_version()
        return Health(store.path, size, version, sqlite3.sqlite_version, enabled, live)

    def back_up(self, path: Path) -> Backup:
        """Makes a checked backup in a new file. Raises StoreError (Chinese)."""
        self._require(Duty.SERVICE)
        backup = back_up(self._engine.store, path)
        detail = f"{path.name} {backup.sha256}"
        with (
            self._writing() as connection,
            trail_transaction(connection, actor=self._actor, action="backup", detail=detail, now=self._now),
        ):
            pass
        with self._writing() as connection:
            keep_anchors(connection, self._engine.store.path, path.parent, self._now)
        return backup
