"""Reads instructions as they stand: lists by state, those overdue, and one with its whole history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.instructions.events import events_of
from core.instructions.fact_rows import KIND
from core.instructions.model import Clock, Event, InstructionRefused
from core.instructions.states import InstructionState, expired_clocks, state_of
from core.store.catalogue_tables import table_of
from core.store.store import Store
from core.time.days import day_of_time


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction: its number, its state, its events, and the clocks that have run out."""

    number: str
    state: InstructionState
    events: tuple[Event, ...]
    expired_clocks: tuple[Clock, ...]


def instructions(
    store: Store, now: int, units: Iterable[int] | None = None, ended: int | None = None
) -> list[Instruction]:
    """Return all instructions to some units (to any, if none are named), the latest sent first.

    `ended` limits how many of those filed or cancelled are read, the latest of them.
    """
    unit_filter = "" if units is None else "AND unit IN (SELECT value FROM json_each(:units))"
    numbers = store.conn.execute(
        f"SELECT id FROM {table_of(KIND)} WHERE outcome_at IS NULL {unit_filter} UNION ALL SELECT * FROM "
        f"(SELECT id FROM {table_of(KIND)} WHERE outcome_at IS NOT NULL {unit_filter} "
        "ORDER BY outcome_at DESC, id LIMIT :ended)",
        {"units": None if units is None else json.dumps(list(units)), "ended": -1 if ended is None else ended},
    )
    events_by_number = events_of(store.conn, [number for (number,) in numbers])
    listed = [_instruction(number, events, now) for number, events in events_by_number.items()]
    return sorted(listed, key=lambda instruction: (-instruction.state.sent_at, instruction.number))


def find(store: Store, number: str, now: int) -> Instruction | None:
    """Return one instruction, or None if there is none of the number."""
    events = events_of(store.conn, [number]).get(number)
    return _instruction(number, events, now) if events else None


def instruction(store: Store, number: str, now: int) -> Instruction:
    """Return one instruction. Raises InstructionRefused (Chinese) if there is none."""
    instruction = find(store, number, now)
    if instruction is None:
        raise InstructionRefused(f"没有指令“{number}”。")
    return instruction


def overdue(store: Store, now: int, units: Iterable[int] | None = None) -> list[Instruction]:
    """Return the instructions of which a clock has run out, the longest waiting first."""
    return sorted(
        (instruction for instruction in instructions(store, now, units, ended=0) if instruction.expired_clocks),
        key=lambda instruction: (instruction.state.deadlines.finish or 0, instruction.number),
    )


def overdue_at(store: Store, now: int, units: Iterable[int]) -> Iterator[tuple[str, int, int]]:
    """Yield the instructions of which a clock had run out at a time: number, unit, the day it ran out."""
    numbers = store.conn.execute(
        f"SELECT id FROM {table_of(KIND)} WHERE occurred_at < ? AND ifnull(outcome_at, ?) >= ? "
        "AND unit IN (SELECT value FROM json_each(?))",
        [now, now, now, json.dumps(list(units))],
    ).fetchall()
    for number, events in events_of(store.conn, [number for (number,) in numbers]).items():
        state = state_of(event for event in events if event.at < now)
        due = state.deadlines
        due_days = {Clock.SIGN: due.sign, Clock.REPORT: due.report, Clock.FINISH: due.finish}
        expired = [day for clock in expired_clocks(state, day_of_time(now)) if (day := due_days[clock]) is not None]
        if expired:
            yield number, state.content.unit, min(expired)


def _instruction(number: str, events: list[Event], now: int) -> Instruction:
    state = state_of(events)
    return Instruction(number, state, tuple(events), tuple(expired_clocks(state, day_of_time(now))))
