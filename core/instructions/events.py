"""Events as rows: appended within the open transaction, read back whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from core.instructions.model import Actor, Deadlines, Event, InstructionContent, Side, Step, WatchOutcome, WatchVerdict
from core.store.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

INSTRUCTIONS_CHANGED = "instructions_changed"  # the data version with which the last event was written
_STORED_KEYS = {"comparison": "beside", "direction": "way"}  # attributes of an outcome that are stored by other names
_ATTRIBUTES = {stored: name for name, stored in _STORED_KEYS.items()}
_COLUMNS = "instruction, number, at, actor, actor_unit, side, step, text, details"


def append(store: Store, events: Iterable[tuple[str, Event]]) -> None:
    """Add events, each by its instruction's number. The database refuses one that does not follow the last."""
    store.set_meta(INSTRUCTIONS_CHANGED, store.data_version())
    store.conn.executemany(
        f"INSERT INTO instruction_event ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((instruction, *_columns(event)) for instruction, event in events),
    )


def _columns(event: Event) -> tuple[Any, ...]:
    actor = event.actor
    return event.number, event.at, actor.name, actor.unit, actor.side, event.step, event.text, _details(event)


def _details(event: Event) -> str:
    details: dict[str, Any] = {"figures": [list(figure) for figure in event.figures], "day": event.day}
    if event.content is not None:
        details["order"] = asdict(event.content)
    if event.deadlines is not None:
        details["deadlines"] = asdict(event.deadlines)
    if event.outcome is not None:
        outcome = asdict(event.outcome)
        details["outcome"] = {_STORED_KEYS.get(name, name): text for name, text in outcome.items()}
    return json.dumps({name: detail for name, detail in details.items() if detail}, ensure_ascii=False)


def events_of(connection: Connection, numbers: Iterable[str] | None = None) -> dict[str, list[Event]]:
    """Return the events of every instruction, or of those named, in order."""
    events: dict[str, list[Event]] = {}
    number_filter = "" if numbers is None else "WHERE instruction IN (SELECT value FROM json_each(?))"
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM instruction_event {number_filter} ORDER BY instruction, number",
        [] if numbers is None else [json.dumps(list(numbers))],
    )
    for name, *row in rows:
        events.setdefault(name, []).append(_event(row))
    return events


def instructions_by_signal(connection: Connection) -> dict[str, list[tuple[str, int]]]:
    """Return by signal key the instructions that came from it, each with its time of sending, the oldest first."""
    sent: dict[str, list[tuple[str, int]]] = {}
    rows = connection.execute(
        "SELECT details ->> '$.order.signal' AS signal, instruction, at FROM instruction_event "
        "WHERE number = 1 AND signal <> '' ORDER BY at, instruction"
    )
    for signal, number, at in rows:
        sent.setdefault(signal, []).append((number, at))
    return sent


def instructions_by_kpi(connection: Connection) -> dict[str, list[tuple[int, int]]]:
    """Return by KPI every sending of an instruction about it: the unit and the time."""
    sent: dict[str, list[tuple[int, int]]] = {}
    for kpi, unit, at in connection.execute(
        "SELECT details ->> '$.order.kpi', details ->> '$.order.unit', at FROM instruction_event WHERE step = 'send'"
    ):
        if kpi is not None:
            sent.setdefault(kpi, []).append((int(unit), at))
    return sent


def _event(row: list[Any]) -> Event:
    number, at, actor, unit, side, step, text, details = row
    stored = json.loads(details)
    return Event(
        number,
        at,
        Actor(actor, unit, Side(side)),
        Step(step),
        text,
        InstructionContent(**stored["order"]) if "order" in stored else None,
        Deadlines(**stored["deadlines"]) if "deadlines" in stored else None,
        tuple((label, value) for label, value in stored.get("figures", ())),
        stored.get("day"),
        _outcome(stored["outcome"]) if "outcome" in stored else None,
    )


def _outcome(stored: dict[str, str]) -> WatchOutcome:
    verdict = WatchVerdict(stored["verdict"])
    texts = {_ATTRIBUTES.get(key, key): text for key, text in stored.items() if key != "verdict"}
    return WatchOutcome(verdict, **texts)
