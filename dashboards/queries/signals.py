"""Queries and acts of the page of signals, for the viewer. Signals are computed in the background."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from core.access.scoped_signals import ScopedSignals, SignalRecord
from core.features.signals.digest import SignalDigest
from core.features.signals.types import Signals
from core.store.dismissals import SignalStep
from dashboards.auth.session_store import session_store
from dashboards.queries import boards, instructions, session
from dashboards.queries.background import PendingResult, in_background


class SignalsKey(NamedTuple):
    """The signals of the whole bureau on a day."""

    as_of: date


def scoped() -> ScopedSignals:
    """Return signals as the viewer may see and handle them."""
    return ScopedSignals(session.request())


def bureau_signals() -> PendingResult[Signals] | None:
    """Return the signals of the whole bureau; None while they are computed. A viewer sees only their `records`."""
    day = boards.as_of()
    return in_background(SignalsKey(day), lambda engine: engine.signals(day))


def records(signals: Signals) -> list[SignalRecord]:
    """Return the signals that the viewer may see, with the steps taken about them. Raises AccessRefused (Chinese)."""
    return scoped().records(signals)


def standing() -> PendingResult[tuple[SignalDigest, ...]] | None:
    """Return the signals that the viewer's wall speaks of, summed up by group; None while they are computed."""
    pending = bureau_signals()
    if pending is None or pending.answer is None:
        return None if pending is None else PendingResult(failed=True)
    return PendingResult(scoped().digests(pending.answer))


def record_of(key: str) -> SignalRecord | None:
    """Return the signal of a key, if it is on and the viewer may see it."""
    pending = bureau_signals()
    if pending is None or pending.answer is None:
        return None
    told = records(pending.answer)
    return next((record for record in told if key in (record.signal.key, *record.signal.also_keys)), None)


def handle(record: SignalRecord, step: SignalStep, reason: str, as_of: date) -> None:
    """Dismiss a signal, or list it again, in the name of the viewer. Raises AccessRefused, StoreError (Chinese)."""
    scoped().handle(session_store().writing, record, step, reason, as_of, instructions.now())
