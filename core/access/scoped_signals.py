"""Signals (预警) as one viewer may see and handle them: those of the units in the viewer's scope, and nobody else's.

Thresholds are the whole bureau's: a signal is there whoever looks. A dismissed signal stays dismissed
until the signal has grown worse by as much as its rule says, or was over and began anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from core.access.context import ScopedInterface
from core.access.domain_scope import domain_page, is_bound, visible_kpis
from core.access.roles import Role
from core.access.viewer import AccessRefused
from core.features.domains.concerned_kpis import kpis_of_signal
from core.features.signals.digest import SentSignal, SignalDigest, SignalGroup, digests, group_of, is_of_instructions
from core.features.signals.doubts import Doubts, doubts
from core.features.signals.same_rise import told_once
from core.features.signals.types import Signal, Signals
from core.instructions.events import INSTRUCTIONS_CHANGED
from core.store.dismissals import SignalEvent, SignalStep, add_signal_event, count_signal_events, signal_events
from core.time.days import day_number, day_of_time

if TYPE_CHECKING:
    from sqlite3 import Connection

Writing = Callable[[], AbstractContextManager["Connection"]]
HANDLERS = (Role.CHIEF, Role.INSPECTOR)
READERS = (*HANDLERS, Role.DEPARTMENT, Role.STATION)
HEARERS = (*READERS, Role.KIOSK)  # a wall says how many there are and names the first, without a record of it
_NOT_YOURS = "预警由局长、督察、业务部门和派出所所长看。"
_NOT_TO_HANDLE = "预警由局长、督察驳回。"
_NOT_SEEN = "没有这条预警，或不在您的查看范围内。"


@dataclass(frozen=True, slots=True)
class SignalRecord:
    """Signal with what was done about it, and the instructions that were sent because of it."""

    signal: Signal
    events: tuple[SignalEvent, ...]
    is_dismissed: bool
    instructions: tuple[str, ...]


class HeardSignals(NamedTuple):
    """Signals as a wall tells them: by group, and how many of each group at each station."""

    digests: tuple[SignalDigest, ...]
    counts: dict[int, Counter[SignalGroup]]


class ScopedSignals(ScopedInterface):
    """Signals that one viewer may read and dismiss."""

    @property
    def may_dismiss(self) -> bool:
        """True where the viewer may dismiss; a station's chief may not, who would dismiss signals of the station."""
        return self._request.scope.role in HANDLERS

    def signals(self, as_of: date | None = None) -> Signals:
        """Returns the signals of the viewer's units. Raises AccessRefused."""
        self._check_role()
        signals = self._engine.signals(as_of)
        return replace(signals, active=self._visible(signals))

    def records(self, signals: Signals) -> list[SignalRecord]:
        """Returns the visible ones of some signals, one line a rise, with what was done. Raises AccessRefused."""
        self._check_role()
        return self._records(signals)

    def _records(self, signals: Signals) -> list[SignalRecord]:
        visible = told_once(self._visible(signals))
        with self._engine.reading():
            events, instructions = signal_events(self._engine.store.conn), self._engine.instructions_by_signal()
        return [
            self._record(
                signal,
                tuple(events.get(signal.key, ())),
                [sent for key in (signal.key, *signal.also_keys) for sent in instructions.get(key, [])],
            )
            for signal in visible
        ]

    def steps_taken(self) -> tuple[str | int | None, int]:
        """Returns what changes whenever another step is taken about a signal or an instruction."""
        with self._engine.reading():
            store = self._engine.store
            return store.meta(INSTRUCTIONS_CHANGED), count_signal_events(store.conn)

    def heard(self, signals: Signals) -> HeardSignals:
        """Returns what a wall says of the visible signals, without those dismissed. Raises AccessRefused.

        The first of each group comes without the records that it rests on. A station's counts are without overdue
        instructions, which a wall counts of themselves.
        """
        if self._request.scope.role not in HEARERS:
            raise AccessRefused(_NOT_YOURS)
        standing = [record for record in self._records(signals) if not record.is_dismissed]
        counts: dict[int, Counter[SignalGroup]] = defaultdict(Counter)
        for record in standing:
            if record.signal.station is not None and not is_of_instructions(record.signal):
                counts[record.signal.station][group_of(record.signal.kind)] += 1
        sent = (SentSignal(replace(record.signal, records=()), record.instructions) for record in standing)
        return HeardSignals(digests(sent), dict(counts))

    def doubts(self, signals: Signals) -> Doubts:
        """Returns the figures of the viewer's stations that are in doubt: whoever sees a figure sees its doubt."""
        standing = (record.signal for record in self._records(signals) if not record.is_dismissed)
        return doubts(self._engine.catalogue, standing)

    def handle(
        self, writing: Writing, record: SignalRecord, step: SignalStep, reason: str, as_of: date, now: int
    ) -> None:
        """Dismisses a signal as the viewer saw it, or lists it again. Raises AccessRefused, StoreError (Chinese)."""
        if not self.may_dismiss:
            raise AccessRefused(_NOT_TO_HANDLE)
        signal, day = record.signal, day_number(as_of)
        if signal.unit.id not in self._request.units.units:  # who may dismiss is bound to no field of work
            raise AccessRefused(_NOT_SEEN)
        number, actor = len(record.events) + 1, self._request.viewer.actor
        event = SignalEvent(signal.key, number, now, actor, step, reason, signal.why, day, signal.weight)
        called = f"{self._engine.catalogue.signals[signal.rule].zh} {signal.unit.name}"
        with writing() as connection:
            add_signal_event(connection, event, self._request.scope.unit, called)

    def _visible(self, signals: Signals) -> tuple[Signal, ...]:
        """Returns the signals of the viewer's units; to a department only those that concern what it may see."""
        units = self._request.units.units
        visible = tuple(signal for signal in signals.active if signal.unit.id in units)
        if not is_bound(self._request.scope):
            return visible
        catalogue = self._engine.catalogue
        kpis = visible_kpis(catalogue, self._request.scope)
        return tuple(signal for signal in visible if not kpis.isdisjoint(kpis_of_signal(catalogue, signal)))

    def _record(
        self, signal: Signal, events: tuple[SignalEvent, ...], instructions: list[tuple[str, int]]
    ) -> SignalRecord:
        first_day = day_number(signal.since)
        numbers = tuple(number for number, sent_at in instructions if day_of_time(sent_at) >= first_day)
        rule = self._engine.catalogue.signals[signal.rule]
        return SignalRecord(signal, events, stays_dismissed(signal, events, rule.worse), numbers)

    def _check_role(self) -> None:
        scope = self._request.scope
        has_field = not is_bound(scope) or domain_page(self._engine.catalogue, scope) is not None
        if scope.role not in READERS or not has_field:
            raise AccessRefused(_NOT_YOURS)


def stays_dismissed(signal: Signal, events: tuple[SignalEvent, ...], worse: float) -> bool:
    """True where the last event is a dismissal of this very signal, and it has not grown worse by `worse` since."""
    if not events or events[-1].step != "dismiss":
        return False
    last = events[-1]
    return day_number(signal.since) <= last.as_of and signal.weight < last.weight + worse
