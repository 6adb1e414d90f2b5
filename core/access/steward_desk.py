"""Steward's desk (数据管理员): sources, accounts, sessions, walls, trail, health and backups of a bureau."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.access.accounts import (
    Account,
    accounts,
    add_account,
    end_sessions,
    find_account,
    set_disabled,
    set_password,
)
from core.access.context import RequestContext, ScopedInterface
from core.access.first_run import FirstRunStep
from core.access.kiosks import Kiosk, add_kiosk, kiosks, revoke_kiosk
from core.access.roles import Role
from core.access.sessions import SessionLine, end_session, sessions
from core.access.viewer import AccessRefused, Scope
from core.metrics.freshness import NoFiguresError
from core.sources.status import DataSourceStatus, source_status
from core.store.backup import Backup, back_up
from core.store.data_sources import data_sources
from core.store.sources import SourceAge, source_ages
from core.store.sqlite import sqlite3
from core.store.trail import TrailLine, trail_lines, trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

Writing = Callable[[], AbstractContextManager["Connection"]]
_NOT_YOURS = "这些事由管整个单位的数据管理员来办。"
LEDGER = "ledger:"


def require_steward(request: RequestContext) -> None:
    """Raise AccessRefused (Chinese) for everybody but a steward of the whole bureau."""
    if request.scope.role is not Role.STEWARD or not request.sees_whole_bureau:
        raise AccessRefused(_NOT_YOURS)


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


class StewardDesk(ScopedInterface):
    """Everything that a steward of the whole bureau may see and do; every change leaves its line in the trail."""

    def __init__(self, request: RequestContext, writing: Writing, now: int) -> None:
        require_steward(request)
        super().__init__(request)
        self._actor, self._writing, self._now = request.viewer.actor, writing, now

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.reading():
            yield self._engine.store.conn

    def sources(self, today: date) -> list[SourceStatus]:
        """Returns the sources; at the top those that are late, the longest overdue first."""
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
        has_viewer = any(kiosk.state != "revoked" for kiosk in self.kiosks()) or any(
            account.scope.role is Role.CHIEF and account.disabled_at is None for account in self.accounts()
        )
        return None if has_viewer else FirstRunStep.BOARD

    def accounts(self) -> list[Account]:
        """Returns all accounts, the oldest first."""
        with self._reading() as connection:
            return accounts(connection)

    def live_sessions(self) -> list[SessionLine]:
        """Returns the sessions that are neither over nor ended, the newest first."""
        with self._reading() as connection:
            return [session for session in sessions(connection, self._now) if session.state == "live"]

    def kiosks(self) -> list[Kiosk]:
        """Returns all kiosks, the oldest first."""
        with self._reading() as connection:
            return kiosks(connection, self._now)

    def trail(self, limit: int, action: str | None = None) -> list[TrailLine]:
        """Returns the newest lines of the trail; of one action, if one is named."""
        with self._reading() as connection:
            return trail_lines(connection, limit, action)

    def health(self) -> Health:
        """Returns the health of the file."""
        store = self._engine.store
        with self._reading():
            enabled = sum(account.disabled_at is None for account in accounts(store.conn))
            size, version = store.path.stat().st_size, store.data_version()
        return Health(store.path, size, version, sqlite3.sqlite_version, enabled, len(self.live_sessions()))

    def set_disabled(self, name: str, is_disabled: bool) -> None:
        """Bars an account and ends its sessions, or lets it in again. Raises StoreError (Chinese); oneself never."""
        with self._writing() as connection:
            account = find_account(connection, name)
            if account.actor == self._actor:
                raise AccessRefused("不能停用自己的账号。")
            set_disabled(connection, account, is_disabled, actor=self._actor, now=self._now)

    def add_account(self, name: str, scope: Scope, password: str) -> None:
        """Makes an account. Raises StoreError (Chinese) where name, scope or password will not do."""
        self._request.unit(scope.unit)
        with self._writing() as connection:
            add_account(connection, name, scope, password, actor=self._actor, now=self._now)

    def set_password(self, name: str, password: str) -> None:
        """Gives another password and ends every session of the account. Raises StoreError (Chinese)."""
        with self._writing() as connection:
            set_password(connection, find_account(connection, name), password, actor=self._actor, now=self._now)

    def end_sessions(self, name: str) -> int:
        """Ends every session of an account; returns how many."""
        with self._writing() as connection:
            account = find_account(connection, name)
            with trail_transaction(
                connection, actor=self._actor, action="sessions_revoke", detail=account.name, now=self._now
            ):
                return end_sessions(connection, account, self._now)

    def end_session(self, session: int) -> bool:
        """Ends one session."""
        with self._writing() as connection:
            return end_session(connection, session, actor=self._actor, now=self._now)

    def add_kiosk(self, name: str, unit: int) -> str:
        """Makes a kiosk and returns the token of its link. Raises StoreError (Chinese)."""
        with self._writing() as connection:
            return add_kiosk(connection, name, unit, actor=self._actor, now=self._now)

    def revoke_kiosk(self, name: str) -> None:
        """Ends a kiosk for ever. Raises StoreError (Chinese)."""
        with self._writing() as connection:
            revoke_kiosk(connection, name, actor=self._actor, now=self._now)

    def back_up(self, path: Path) -> Backup:
        """Makes a checked backup in a new file. Raises StoreError (Chinese)."""
        backup = back_up(self._engine.store, path)
        detail = f"{path.name} {backup.sha256}"
        with (
            self._writing() as connection,
            trail_transaction(connection, actor=self._actor, action="backup", detail=detail, now=self._now),
        ):
            return backup
