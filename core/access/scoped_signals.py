"""Signals (预警) as one viewer may see and handle them: those of the units in the viewer's scope, and nobody else's.

Thresholds are the whole bureau's: whether there is a signal does not hang on who looks. What was dismissed stays so
until the signal has grown worse by what its rule says, or was over and began anew.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from core.access.roles import Role
from core.access.scoped_engine import subtree
from core.access.viewer import AccessRefused, Viewer
from core.engine import Engine
from core.features.signals.types import Signal, Signals
from core.instructions.events import instructions_by_signal
from core.store.dismissals import SignalEvent, SignalStep, add_signal_event, signal_events
from core.time.days import day_number, day_of_time

if TYPE_CHECKING:
    from sqlite3 import Connection

Writing = Callable[[], AbstractContextManager["Connection"]]
HANDLERS = (Role.CHIEF, Role.INSPECTOR)
READERS = (*HANDLERS, Role.STATION)
_NOT_YOURS = "预警由局长、督察和派出所所长看。"
_NOT_TO_HANDLE = "预警由局长、督察驳回。"
_NOT_SEEN = "没有这条预警，或不在您的查看范围内。"


@dataclass(frozen=True, slots=True)
class SignalRecord:
    """A signal, what was done about it, whether it stands dismissed, and the instructions that came from it."""

    signal: Signal
    events: tuple[SignalEvent, ...]
    dismissed: bool
    instructions: tuple[str, ...]


class ScopedSignals:
    """What one viewer may ask of signals, and do about them."""

    def __init__(self, engine: Engine, viewer: Viewer) -> None:
        self._engine, self.viewer = engine, viewer

    @property
    def may_dismiss(self) -> bool:
        """Whether the viewer may dismiss: a station's chief would dismiss what speaks of the station."""
        return self.viewer.scope.role in HANDLERS

    def signals(self, as_of: date | None = None) -> Signals:
        """The signals of the viewer's units. Raises AccessRefused."""
        self._let_in()
        whole = self._engine.signals(as_of)
        units = subtree(self._engine.units, self.viewer.scope.unit).units
        return replace(whole, active=tuple(one for one in whole.active if one.unit.id in units))

    def records(self, seen: Signals) -> list[SignalRecord]:
        """The signals that the viewer sees, each with what was done about it. Raises AccessRefused."""
        self._let_in()
        units = subtree(self._engine.units, self.viewer.scope.unit).units
        with self._engine.reading():
            connection = self._engine.store.conn
            events, sent = signal_events(connection), instructions_by_signal(connection)
        return [
            self._line(one, tuple(events.get(one.key, ())), sent.get(one.key, []))
            for one in seen.active
            if one.unit.id in units
        ]

    def handle(
        self, writing: Writing, line: SignalRecord, step: SignalStep, reason: str, as_of: date, now: int
    ) -> None:
        """Dismisses what the viewer has seen, or lists it again. Raises AccessRefused, StoreError (Chinese)."""
        if not self.may_dismiss:
            raise AccessRefused(_NOT_TO_HANDLE)
        one = line.signal
        if one.unit.id not in subtree(self._engine.units, self.viewer.scope.unit).units:
            raise AccessRefused(_NOT_SEEN)
        event = SignalEvent(
            one.key, len(line.events) + 1, now, self.viewer.actor, step, reason, one.why, day_number(as_of), one.weight
        )
        with writing() as connection:
            add_signal_event(connection, event, self.viewer.scope.unit)

    def _line(self, one: Signal, events: tuple[SignalEvent, ...], sent: list[tuple[str, int]]) -> SignalRecord:
        since = day_number(one.since)
        numbers = tuple(number for number, at in sent if day_of_time(at) >= since)
        rule = self._engine.catalogue.signals[one.rule]
        return SignalRecord(one, events, stays_dismissed(one, events, rule.worse), numbers)

    def _let_in(self) -> None:
        if self.viewer.scope.role not in READERS:
            raise AccessRefused(_NOT_YOURS)


def stays_dismissed(one: Signal, events: tuple[SignalEvent, ...], worse: float) -> bool:
    """Whether the last that was done is a dismissal of this very signal, and it has not grown worse since."""
    if not events or events[-1].step != "dismiss":
        return False
    last = events[-1]
    return day_number(one.since) <= last.as_of and one.weight < last.weight + worse
