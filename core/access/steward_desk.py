"""The steward's desk (数据管理员): sources, accounts, sessions, walls, audit, health and backups of a bureau."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.access.accounts import Account, accounts, end_sessions, find_account, set_disabled
from core.access.kiosks import Kiosk, add_kiosk, kiosks, revoke_kiosk
from core.access.roles import Role
from core.access.sessions import SessionLine, end_session, sessions
from core.access.viewer import AccessRefused, Viewer
from core.engine import Engine
from core.store.backup import Backup, back_up
from core.store.sources import SourceAge, source_ages
from core.store.sqlite import sqlite3
from core.store.trail import TrailLine, trail_lines, trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

Writing = Callable[[], AbstractContextManager["Connection"]]
_NOT_YOURS = "这些事由管整个单位的数据管理员来办。"
LEDGER = "ledger:"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source with the days since the last that it covers, and how many its rhythm allows (see Rhythm)."""

    age: SourceAge
    age_days: int
    allowed_days: int

    @property
    def is_late(self) -> bool:
        """Whether it should have come by now."""
        return self.age_days > self.allowed_days


@dataclass(frozen=True, slots=True)
class MissingSource:
    """A kind of record that nobody has brought yet: its name, and how many days its rhythm allows."""

    zh: str
    allowed_days: int


@dataclass(frozen=True, slots=True)
class Health:
    """The file and what holds it: bytes, versions, accounts that may sign in, live sessions."""

    path: Path
    bytes: int
    data_version: int
    sqlite: str
    accounts: int
    live_sessions: int


class StewardDesk:
    """What a steward of the whole bureau may see and do; every change leaves its line."""

    def __init__(self, engine: Engine, viewer: Viewer, writing: Writing, now: int) -> None:
        if viewer.scope.role is not Role.STEWARD or viewer.scope.unit != engine.units.root.id:
            raise AccessRefused(_NOT_YOURS)
        self._engine, self.viewer, self._writing, self._now = engine, viewer, writing, now

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.reading():
            yield self._engine.store.conn

    def sources(self, today: date) -> list[SourceStatus]:
        """The sources, the latest one first to be asked after at the top."""
        with self._reading():
            ages = source_ages(self._engine.store).values()
        rhythm = self._engine.catalogue.late_after
        lines = [
            SourceStatus(age, (today - age.covers_to).days, rhythm(None if age.id.startswith(LEDGER) else age.id))
            for age in ages
        ]
        return sorted(lines, key=lambda line: (not line.is_late, -line.age_days, line.age.id))

    def missing_sources(self) -> list[MissingSource]:
        """The kinds of record that the catalogue knows and nobody has brought yet: not late, and not at zero."""
        with self._reading():
            come = source_ages(self._engine.store)
        catalogue = self._engine.catalogue
        wanted = {kind: fact for kind, fact in catalogue.facts.items() if not fact.derived and kind not in come}
        return [MissingSource(fact.system, catalogue.late_after(kind)) for kind, fact in wanted.items()]

    def accounts(self) -> list[Account]:
        """All accounts, the oldest first."""
        with self._reading() as connection:
            return accounts(connection)

    def live_sessions(self) -> list[SessionLine]:
        """The sessions that are neither over nor ended, the newest first."""
        with self._reading() as connection:
            return [one for one in sessions(connection, self._now) if one.state == "live"]

    def kiosks(self) -> list[Kiosk]:
        """All kiosks, the oldest first."""
        with self._reading() as connection:
            return kiosks(connection, self._now)

    def trail(self, limit: int, action: str | None = None) -> list[TrailLine]:
        """The newest lines of the audit; of one action, if one is named."""
        with self._reading() as connection:
            return trail_lines(connection, limit, action)

    def health(self) -> Health:
        """The file and what holds it."""
        store = self._engine.store
        with self._reading():
            enabled = sum(one.disabled_at is None for one in accounts(store.conn))
            size, version = store.path.stat().st_size, store.data_version()
        return Health(store.path, size, version, sqlite3.sqlite_version, enabled, len(self.live_sessions()))

    def set_disabled(self, name: str, disabled: bool) -> None:
        """Bars an account and ends its sessions, or lets it in again. Raises StoreError (Chinese); oneself never."""
        with self._writing() as connection:
            account = find_account(connection, name)
            if account.actor == self.viewer.actor:
                raise AccessRefused("不能停用自己的账号。")
            set_disabled(connection, account, disabled, actor=self.viewer.actor, now=self._now)

    def end_sessions(self, name: str) -> int:
        """Ends every session of an account; returns how many."""
        with self._writing() as connection:
            account = find_account(connection, name)
            with trail_transaction(
                connection, actor=self.viewer.actor, action="sessions_revoke", detail=account.name, now=self._now
            ):
                return end_sessions(connection, account, self._now)

    def end_session(self, session: int) -> bool:
        """Ends one session."""
        with self._writing() as connection:
            return end_session(connection, session, actor=self.viewer.actor, now=self._now)

    def add_kiosk(self, name: str, unit: int) -> str:
        """Makes a kiosk and returns the token of its link. Raises StoreError (Chinese)."""
        with self._writing() as connection:
            return add_kiosk(connection, name, unit, actor=self.viewer.actor, now=self._now)

    def revoke_kiosk(self, name: str) -> None:
        """Ends a kiosk for ever. Raises StoreError (Chinese)."""
        with self._writing() as connection:
            revoke_kiosk(connection, name, actor=self.viewer.actor, now=self._now)

    def back_up(self, path: Path) -> Backup:
        """A checked backup in a new file. Raises StoreError (Chinese)."""
        made = back_up(self._engine.store, path)
        detail = f"{path.name} {made.sha256}"
        with (
            self._writing() as connection,
            trail_transaction(connection, actor=self.viewer.actor, action="backup", detail=detail, now=self._now),
        ):
            return made
