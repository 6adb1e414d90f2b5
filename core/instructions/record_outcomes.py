"""Writes the outcome of a watch beside its instruction, once; it stays as it was found."""

from __future__ import annotations

from collections.abc import Mapping

from core.instructions.events import append, events_of
from core.instructions.model import Actor, Event, Side, Stage, Step, WatchOutcome
from core.instructions.states import next_state, state_of
from core.store.store import Store

ACTION = "instruction_watch"
PROGRAM, ACTOR = "system", "程序"


def record_outcomes(store: Store, outcomes: Mapping[str, WatchOutcome], now: int) -> list[str]:
    """Write the outcomes of watches that are over; return the numbers of the instructions that were without.

    One that has been reopened meanwhile is passed over: its watch begins anew.
    """
    if not outcomes:
        return []
    with store.write(PROGRAM, ACTION, f"{Step.WATCH.label} {len(outcomes)}", now):
        new_events = []
        for number, events in events_of(store.conn, outcomes).items():
            state, outcome = state_of(events), outcomes[number]
            if state.stage is not Stage.FILED or state.outcome is not None:
                continue
            actor = Actor(ACTOR, state.issuer, Side.ISSUER)
            at = max(now, events[-1].at)
            event = Event(state.last_event_number + 1, at, actor, Step.WATCH, outcome.verdict.label, outcome=outcome)
            next_state(state, event)  # raises if it may not follow
            new_events.append((number, event))
        append(store, new_events)
        return [number for number, _ in new_events]
