"""What the page of signals asks and does, for whoever looks. Signals are worked out behind the screens."""

from __future__ import annotations

from datetime import date

from core.access.scoped_signals import SignalRecord, ScopedSignals
from core.features.signals.types import Signals
from core.store.dismissals import Step
from dashboards.auth import current_user as who
from dashboards.auth.session_store import gate
from dashboards.queries import board as data
from dashboards.queries import instructions as orders
from dashboards.queries.background import WORKER, Behind
from dashboards.server.engine_pool import opened


def warnings() -> ScopedSignals:
    """Signals as whoever looks may see and handle them."""
    return ScopedSignals(opened().engine, who.required())


def known() -> Behind[Signals] | None:
    """The signals of the whole bureau, of which nobody is shown more than `lines`; None while they are worked out."""
    day = data.as_of()
    version = (opened().identity, data.data_version())
    return WORKER.ask(data.path(), version, ("signals", day), lambda engine: engine.signals(day))


def lines(whole: Signals) -> list[SignalRecord]:
    """Those that whoever looks may see, with what was done about them. Raises AccessRefused (Chinese)."""
    return warnings().records(whole)


def of_key(key: str) -> SignalRecord | None:
    """The signal of a key, if it is on and whoever looks may see it."""
    now = known()
    if now is None or now.answer is None:
        return None
    return next((one for one in lines(now.answer) if one.signal.key == key), None)


def handle(line: SignalRecord, step: Step, reason: str, as_of: date) -> None:
    """Dismisses, or lists again, in the name of whoever looks. Raises AccessRefused, StoreError (Chinese)."""
    warnings().handle(gate().writing, line, step, reason, as_of, orders.now())
