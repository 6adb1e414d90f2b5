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
_COLUMNS = "instruction, number, at, actor, actor_unit, side, step, text, details"


def append(store: Store, events: Iterable[tuple[str, Event]]) -> None:
    """Adds events, each by its instruction's number. The database refuses one that does not follow the last."""
    store.set_meta(INSTRUCTIONS_CHANGED, store.data_version())
    store.conn.executemany(
        f"INSERT INTO instruction_event ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                instruction, event.number, event.at, event.actor.name, event.actor.unit, event.actor.side, event.step,
                event.text, _details(event),
            )
            for instruction, event in events
        ),
    )  # fmt: skip


def _details(event: Event) -> str:
    found: dict[str, Any] = {"figures": [list(one) for one in event.figures], "day": event.day}
    if event.content is not None:
        found["order"] = asdict(event.content)
    if event.deadlines is not None:
        found["deadlines"] = asdict(event.deadlines)
    if event.outcome is not None:
        found["outcome"] = asdict(event.outcome)
    return json.dumps({name: value for name, value in found.items() if value}, ensure_ascii=False)


def events_of(connection: Connection, numbers: Iterable[str] | None = None) -> dict[str, list[Event]]:
    """The events of every instruction, or of those named, in order."""
    found: dict[str, list[Event]] = {}
    which = "" if numbers is None else "WHERE instruction IN (SELECT value FROM json_each(?))"
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM instruction_event {which} ORDER BY instruction, number",
        [] if numbers is None else [json.dumps(list(numbers))],
    )
    for name, *row in rows:
        found.setdefault(name, []).append(_event(row))
    return found


def instructions_by_signal(connection: Connection) -> dict[str, list[tuple[str, int]]]:
    """By the key of a signal, the instructions that came from it, each with when it was sent, the oldest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    rows = connection.execute(
        "SELECT details ->> '$.order.signal' AS signal, instruction, at FROM instruction_event "
        "WHERE number = 1 AND signal <> '' ORDER BY at, instruction"
    )
    for signal, number, at in rows:
        found.setdefault(signal, []).append((number, at))
    return found


def instructions_by_kpi(connection: Connection) -> dict[str, list[tuple[int, int]]]:
    """By KPI, every sending of an instruction about it: to which unit, and when."""
    found: dict[str, list[tuple[int, int]]] = {}
    for kpi, unit, at in connection.execute(
        "SELECT details ->> '$.order.kpi', details ->> '$.order.unit', at FROM instruction_event WHERE step = 'send'"
    ):
        if kpi is not None:
            found.setdefault(kpi, []).append((int(unit), at))
    return found


def _event(row: list[Any]) -> Event:
    number, at, actor, unit, side, step, text, details = row
    more = json.loads(details)
    return Event(
        number,
        at,
        Actor(actor, unit, Side(side)),
        Step(step),
        text,
        InstructionContent(**more["order"]) if "order" in more else None,
        Deadlines(**more["deadlines"]) if "deadlines" in more else None,
        tuple((label, value) for label, value in more.get("figures", ())),
        more.get("day"),
        _outcome(more["outcome"]) if "outcome" in more else None,
    )


def _outcome(kept: dict[str, str]) -> WatchOutcome:
    verdict = WatchVerdict(kept.pop("verdict"))
    return WatchOutcome(verdict, **kept)
