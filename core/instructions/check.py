"""Checks that the records still agree with the events."""

from __future__ import annotations

from core.instructions.events import events_of
from core.instructions.fact_rows import KIND, row_of
from core.instructions.model import InstructionRefused
from core.instructions.states import state_of
from core.store.catalogue_tables import table_of
from core.store.store import Store


def check_instructions(store: Store) -> list[str]:
    """Return every disagreement of events and records, as Chinese sentences. Changes nothing."""
    columns = list(store.catalogue.facts[KIND].columns)
    records = {row[0]: tuple(row) for row in store.db.execute(f"SELECT {', '.join(columns)} FROM {table_of(KIND)}")}
    faults = []
    for number, events in events_of(store.conn).items():
        try:
            row = row_of(columns, number, state_of(events))
        except InstructionRefused as error:
            faults.append(f"指令 {number} 的经过前后不符：{error}")
            continue
        if records.pop(number, None) != row:
            faults.append(f"指令 {number} 的记录与经过不一致")
    return [*faults, *(f"指令 {number} 只有记录，没有经过" for number in records)]
