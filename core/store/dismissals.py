"""Steps about signals (预警): dismissed with a reason, or listed again. Written once, read back whole."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Literal

from core.store.sqlite import StoreError
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

SignalStep = Literal["dismiss", "list_again"]
ACTIONS: dict[SignalStep, str] = {"dismiss": "signal_dismiss", "list_again": "signal_list_again"}
LONGEST_REASON = 200
LONGEST_WHY = 400
_COLUMNS = "signal, number, at, actor, step, reason, why, as_of, weight"


@dataclass(frozen=True, slots=True)
class SignalEvent:
    """One step: the `number`-th about its signal, when (epoch seconds), by whom, and for what reason.

    `why`, `as_of` (a day) and `weight` are the sentence of the signal, its day, and its gravity.
    """

    signal: str
    number: int
    at: int
    actor: str
    step: SignalStep
    reason: str
    why: str
    as_of: int
    weight: float


def signal_events(connection: Connection) -> dict[str, list[SignalEvent]]:
    """Return all events by signal, in order."""
    events: dict[str, list[SignalEvent]] = {}
    for row in connection.execute(f"SELECT {_COLUMNS} FROM signal_event ORDER BY signal, number"):
        events.setdefault(row[0], []).append(SignalEvent(*row))
    return events


def count_signal_events(connection: Connection) -> int:
    """Return how many steps have been taken about signals: none is ever taken out."""
    return int(connection.execute("SELECT count(*) FROM signal_event").fetchone()[0])


def add_signal_event(connection: Connection, event: SignalEvent, actor_unit: int, called: str) -> None:
    """Write an event with its line of the trail, which says what the signal is `called` beside its key.

    Raises StoreError (Chinese) if somebody was first, or no reason is given.
    """
    reason = " ".join(event.reason.split())
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise StoreError(f"请写明理由（{LONGEST_REASON} 字以内）。")
    action = ACTIONS[event.step]
    detail = f"{called}（{event.signal}）：{reason}"
    with trail_transaction(connection, actor=event.actor, action=action, detail=detail, now=event.at):
        last = connection.execute(
            "SELECT ifnull(max(number), 0) FROM signal_event WHERE signal = ?", [event.signal]
        ).fetchone()[0]
        if event.number != last + 1:
            raise StoreError("别人刚刚已办理这条预警，请看过最新情况再办理。")
        connection.execute(
            f"INSERT INTO signal_event ({_COLUMNS}, actor_unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*astuple(replace(event, reason=reason, why=event.why[:LONGEST_WHY])), actor_unit],
        )
