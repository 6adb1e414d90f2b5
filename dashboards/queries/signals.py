"""Queries and acts of the page of signals, for the viewer. Signals are computed in the background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from core.access.scoped_signals import HeardSignals, ScopedSignals, SignalRecord
from core.access.viewer import Scope
from core.features.signals.digest import SignalDigest, SignalGroup
from core.features.signals.doubts import Doubts
from core.features.signals.types import Signals
from core.lru import LruDict
from core.store.dismissals import SignalStep
from dashboards.auth.session_store import session_store
from dashboards.background.questions import BureauSignals
from dashboards.queries import boards, database, instructions, session
from dashboards.queries.background import PendingResult, in_background
from dashboards.server.shown_database import once_while_pinned

T = TypeVar("T")


class AnswerKey(NamedTuple):
    """The key of an answer: who asks, of which file, after which steps. Data count by their signals alone."""

    question: str
    scope: Scope
    file: int
    steps: tuple[str | int | None, int]


class KeptAnswer(NamedTuple):
    """An answer about some signals: every panel of a wall asks for it."""

    signals: Signals
    answer: Any


_kept: LruDict[AnswerKey, KeptAnswer] = LruDict(64)
_lock = Lock()


def scoped() -> ScopedSignals:
    """Return signals as the viewer may see and handle them."""
    return ScopedSignals(session.request())


def bureau_signals() -> PendingResult[Signals] | None:
    """Return the signals of the whole bureau; None while they are computed. A viewer sees only their `records`."""
    return in_background(BureauSignals(boards.as_of()))


def steps_taken() -> tuple[str | int | None, int]:
    """Return what changes whenever another step is taken about a signal or an instruction."""
    return once_while_pinned("steps taken", scoped().steps_taken)


def records(signals: Signals) -> list[SignalRecord]:
    """Return the signals that the viewer may see, with the steps taken about them. Raises AccessRefused (Chinese)."""
    return scoped().records(signals)


def standing() -> PendingResult[tuple[SignalDigest, ...]] | None:
    """Return the signals that the viewer's wall speaks of, summed up by group; None while they are computed."""
    pending = bureau_signals()
    if pending is None or pending.answer is None:
        return None if pending is None else PendingResult(failed=True)
    return PendingResult(_heard(pending.answer).digests, seconds_behind=pending.seconds_behind)


def _heard(signals: Signals) -> HeardSignals:
    return _answered("heard", signals, lambda: scoped().heard(signals))


def _answered(question: str, signals: Signals, ask: Callable[[], T]) -> T:
    """Return the answer to a question about these very signals, asked once for each scope and after each step."""
    key = AnswerKey(question, session.scope(), database.version().file, steps_taken())
    with _lock:
        cached = _kept.get(key)
    if cached is None or cached.signals is not signals:
        cached = KeptAnswer(signals, ask())
        with _lock:
            _kept[key] = cached
    answer: T = cached.answer
    return answer


def knows_doubts() -> bool:
    """Return True once the signals are there that figures may be doubted for."""
    pending = bureau_signals()
    return pending is not None and pending.answer is not None


def left_out() -> int:
    """Return how many rules could not be worked out of what is shown, so far as is known: it lacks records."""
    pending = bureau_signals()
    return 0 if pending is None or pending.answer is None else len(pending.answer.left_out)


def doubts() -> Doubts:
    """Return the figures of the viewer's stations that are in doubt; none while the signals are computed."""
    pending = bureau_signals()
    if pending is None or pending.answer is None:
        return {}
    signals = pending.answer
    return _answered("doubts", signals, lambda: scoped().doubts(signals))


def station_counts() -> dict[int, Counter[SignalGroup]] | None:
    """Return by station how many of the viewer's signals of each group stand; None while they are computed."""
    pending = bureau_signals()
    return None if pending is None or pending.answer is None else _heard(pending.answer).counts


def doubted_units(kpi: str) -> dict[int, str]:
    """Return the stations whose figure of a KPI is in doubt, each with the rule that doubts it."""
    return {figure.unit: rule for figure, rule in doubts().items() if figure.kpi == kpi}


def record_of(key: str) -> SignalRecord | None:
    """Return the signal of a key, if it is on and the viewer may see it."""
    pending = bureau_signals()
    if pending is None or pending.answer is None:
        return None
    all_records = records(pending.answer)
    return next((record for record in all_records if key in (record.signal.key, *record.signal.also_keys)), None)


def handle(record: SignalRecord, step: SignalStep, reason: str, as_of: date) -> None:
    """Dismiss a signal, or list it again, in the name of the viewer. Raises AccessRefused, StoreError (Chinese)."""
    scoped().handle(session_store().writing, record, step, reason, as_of, instructions.now())
