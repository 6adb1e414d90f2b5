"""Instructions as they stand: lists by state, what is late, and one with its whole history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.days import day_of_time
from core.instructions.events import events_of
from core.instructions.model import Event, InstructionRefused
from core.instructions.states import State, late, state_of
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction: its number, its state, its events, and which clocks have run out (签收、反馈、办结)."""

    number: str
    state: State
    events: tuple[Event, ...]
    late: tuple[str, ...]


def instructions(store: Store, now: int, units: Iterable[int] | None = None) -> list[Instruction]:
    """All instructions to some units (to any, if none are named), the latest sent first."""
    wanted = None if units is None else set(units)
    found = [_made(number, events, now) for number, events in events_of(store.conn).items()]
    shown = [one for one in found if wanted is None or one.state.order.unit in wanted]
    return sorted(shown, key=lambda one: (-one.state.sent_at, one.number))


def instruction(store: Store, number: str, now: int) -> Instruction:
    """One instruction. Raises InstructionRefused (Chinese) if there is none."""
    events = events_of(store.conn, number).get(number)
    if not events:
        raise InstructionRefused(f"没有指令“{number}”。")
    return _made(number, events, now)


def overdue(store: Store, now: int, units: Iterable[int] | None = None) -> list[Instruction]:
    """Those of which a clock has run out, the longest waiting first."""
    return sorted(
        (one for one in instructions(store, now, units) if one.late),
        key=lambda one: (one.state.deadlines.finish or 0, one.number),
    )


def _made(number: str, events: list[Event], now: int) -> Instruction:
    state = state_of(events)
    return Instruction(number, state, tuple(events), tuple(late(state, day_of_time(now))))
