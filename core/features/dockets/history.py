"""The history of one key dispute or one case from the records, day by day. No citizen's name is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.store.record_reach import records_since
from core.store.store import Store
from core.time.days import day_number, day_of_time, first_second, to_date

ACCEPTED, RECORDED, DUE, RESOLVED = "受理", "登记入系统", "化解期限", "化解"
NEW_ALERT, NEW_CASE, CASE_ENDED = "由此再报警", "由此立受案件", "该案处结"
INSTRUCTED = "派发指令 {number}"
CASE_STEPS = {
    "occurred_at": "受理",
    "filed_at": "立案",
    "investigated_at": "调查终结",
    "solved_at": "破案",
    "recovered_at": "追赃",
    "outcome_at": "处结",
}


@dataclass(frozen=True, slots=True, order=True)
class HistoryStep:
    """A step on a day, or one due by then (`is_upcoming`); the label is Chinese."""

    day: date
    label: str
    is_upcoming: bool = False


def dispute_history(store: Store, units: Collection[int], number: str, as_of: date) -> list[HistoryStep]:
    """A key dispute of some units since it was reported, the oldest step first; empty if it is not theirs."""
    end = first_second(day_number(as_of) + 1)
    table = records_since(store, "dispute", day_number(as_of))
    row = store.conn.execute(
        f"SELECT occurred_at, recorded_at, due_day, outcome_at FROM {table} WHERE id = ? AND key = 1 "
        "AND occurred_at < ? AND unit IN (SELECT value FROM json_each(?))",
        [number, end, json.dumps(list(units))],
    ).fetchone()
    if row is None:
        return []
    accepted, recorded, due, resolved = row
    times = [(ACCEPTED, accepted), (RECORDED, recorded), (RESOLVED, resolved)]
    for label, kind, column in (
        (NEW_ALERT, "alert", "occurred_at"),
        (NEW_CASE, "case", "occurred_at"),
        (CASE_ENDED, "case", "outcome_at"),
    ):
        times += [(label, time) for time in _linked_times(store, kind, column, number, units, accepted)]
    times += _instruction_times(store, number, units)
    steps = [HistoryStep(to_date(day_of_time(time)), label) for label, time in times if time is not None and time < end]
    if due is not None:
        steps.append(HistoryStep(to_date(due), DUE, to_date(due) > as_of))
    return sorted(steps)


def _linked_times(store: Store, kind: str, column: str, number: str, units: Collection[int], since: int) -> list[int]:
    """Times of the records that name a dispute; only those of the same units, so that an index finds them."""
    table = records_since(store, kind, day_of_time(since))
    rows = store.conn.execute(
        f"SELECT {column} FROM {table} WHERE unit IN (SELECT value FROM json_each(?)) AND when_day >= ? "
        "AND dispute = ?",
        [json.dumps(list(units)), day_of_time(since), number],
    )
    return [time for (time,) in rows if time is not None]


def _instruction_times(store: Store, number: str, units: Collection[int]) -> list[tuple[str, int]]:
    """Label and time of the instructions to these units whose task names the record."""
    rows = store.conn.execute(
        "SELECT instruction, at, details ->> '$.order.task' FROM instruction_event WHERE step = 'send' "
        "AND details ->> '$.order.unit' IN (SELECT value FROM json_each(?)) "
        "AND instr(details ->> '$.order.task', ?) > 0",
        [json.dumps(list(units)), number],
    )
    pattern = re.compile(rf"(?<![\w-]){re.escape(number)}(?![\w-])", re.ASCII)
    return [(INSTRUCTED.format(number=instruction), time) for instruction, time, task in rows if pattern.search(task)]


def case_history(store: Store, units: Collection[int], number: str, as_of: date) -> list[HistoryStep]:
    """A case of some units by the steps it has taken, the oldest first; empty if it is not theirs."""
    end = first_second(day_number(as_of) + 1)
    table = records_since(store, "case", day_number(as_of))
    row = store.conn.execute(
        f"SELECT {', '.join(CASE_STEPS)} FROM {table} WHERE id = ? AND occurred_at < ? "
        "AND unit IN (SELECT value FROM json_each(?))",
        [number, end, json.dumps(list(units))],
    ).fetchone()
    if row is None:
        return []
    times = enumerate(zip(CASE_STEPS.values(), row, strict=True))
    steps = sorted((day_of_time(time), rank, label) for rank, (label, time) in times if time is not None and time < end)
    dated = [(day, label) for day, _, label in steps]
    dated += [(day_of_time(time), label) for label, time in _instruction_times(store, number, units) if time < end]
    return [HistoryStep(to_date(day), label) for day, label in sorted(dated, key=lambda step: step[0])]
