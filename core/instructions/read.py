"""Instructions as they stand: lists by state, what is late, and one with its whole history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.instructions.events import events_of
from core.instructions.fact_rows import KIND
from core.instructions.model import Event, InstructionRefused
from core.instructions.states import InstructionState, expired_clocks, state_of
from core.store.catalogue_tables import table_of
from core.store.store import Store
from core.time.days import day_of_time


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction: its number, its state, its events, and which clocks have run out (签收、反馈、办结)."""

    number: str
    state: InstructionState
    events: tuple[Event, ...]
    expired_clocks: tuple[str, ...]


def instructions(
    store: Store, now: int, units: Iterable[int] | None = None, ended: int | None = None
) -> list[Instruction]:
    """All instructions to some units (to any, if none are named), the latest sent first.

    `ended` limits how many of those filed or cancelled are read, the latest of them.
    """
    where = "" if units is None else "AND unit IN (SELECT value FROM json_each(:units))"
    numbers = store.conn.execute(
        f"SELECT id FROM {table_of(KIND)} WHERE outcome_at IS NULL {where} UNION ALL SELECT * FROM "
        f"(SELECT id FROM {table_of(KIND)} WHERE outcome_at IS NOT NULL {where} "
        "ORDER BY outcome_at DESC, id LIMIT :ended)",
        {"units": None if units is None else json.dumps(list(units)), "ended": -1 if ended is None else ended},
    )
    found = [_made(number, events, now) for number, events in events_of(store.conn, [n for (n,) in numbers]).items()]
    return sorted(found, key=lambda one: (-one.state.sent_at, one.number))


def find(store: Store, number: str, now: int) -> Instruction | None:
    """One instruction, if there is such a one."""
    events = events_of(store.conn, [number]).get(number)
    return _made(number, events, now) if events else None


def instruction(store: Store, number: str, now: int) -> Instruction:
    """One instruction. Raises InstructionRefused (Chinese) if there is none."""
    found = find(store, number, now)
    if found is None:
        raise InstructionRefused(f"没有指令“{number}”。")
    return found


def overdue(store: Store, now: int, units: Iterable[int] | None = None) -> list[Instruction]:
    """Those of which a clock has run out, the longest waiting first."""
    return sorted(
        (one for one in instructions(store, now, units, ended=0) if one.expired_clocks),
        key=lambda one: (one.state.deadlines.finish or 0, one.number),
    )


def overdue_at(store: Store, now: int, units: Iterable[int]) -> Iterator[tuple[str, int, int]]:
    """Those of which a clock had run out at a time, as they stood then: number, unit, the day it ran out."""
    numbers = store.conn.execute(
        f"SELECT id FROM {table_of(KIND)} WHERE occurred_at < ? AND ifnull(outcome_at, ?) >= ? "
        "AND unit IN (SELECT value FROM json_each(?))",
        [now, now, now, json.dumps(list(units))],
    ).fetchall()
    for number, events in events_of(store.conn, [n for (n,) in numbers]).items():
        state = state_of(event for event in events if event.at < now)
        due = state.deadlines
        ends = {"签收": due.sign, "反馈": due.report, "办结": due.finish}
        late_since = [day for clock in expired_clocks(state, day_of_time(now)) if (day := ends[clock]) is not None]
        if late_since:
            yield number, state.content.unit, min(late_since)


def _made(number: str, events: list[Event], now: int) -> Instruction:
    state = state_of(events)
    return Instruction(number, state, tuple(events), tuple(expired_clocks(state, day_of_time(now))))
