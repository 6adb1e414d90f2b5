"""What the page of signals asks and does, for whoever looks. Signals are worked out behind the screens."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from core.access.scoped_signals import ScopedSignals, SignalRecord
from core.features.signals.types import Signals
from core.store.dismissals import SignalStep
from dashboards.auth import current_user
from dashboards.auth.session_store import session_store
from dashboards.queries import boards, instructions
from dashboards.queries.background import PendingResult, in_background
from dashboards.server.engine_pool import current_database


class SignalsKey(NamedTuple):
    """The signals of the whole bureau on a day."""

    as_of: date


def scoped() -> ScopedSignals:
    """Signals as whoever looks may see and handle them."""
    return ScopedSignals(current_database().engine, current_user.required())


def bureau_signals() -> PendingResult[Signals] | None:
    """The signals of the whole bureau, of which nobody is shown more than `lines`; None while they are worked out."""
    day = boards.as_of()
    return in_background(SignalsKey(day), lambda engine: engine.signals(day))


def records(whole: Signals) -> list[SignalRecord]:
    """Those that whoever looks may see, with what was done about them. Raises AccessRefused (Chinese)."""
    return scoped().records(whole)


def record_of(key: str) -> SignalRecord | None:
    """The signal of a key, if it is on and whoever looks may see it."""
    now = bureau_signals()
    if now is None or now.answer is None:
        return None
    return next((one for one in records(now.answer) if one.signal.key == key), None)


def handle(line: SignalRecord, step: SignalStep, reason: str, as_of: date) -> None:
    """Dismisses, or lists again, in the name of whoever looks. Raises AccessRefused, StoreError (Chinese)."""
    scoped().handle(session_store().writing, line, step, reason, as_of, instructions.now())
