"""What the records tell of one key dispute or one case, day by day. No citizen's name is in any of them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.store.catalogue_tables import table_of
from core.store.store import Store
from core.time.days import day_number, day_of_time, first_second, to_date

TAKEN_IN, RECORDED, DUE, RESOLVED = "受理", "登记入系统", "化解期限", "化解"
CALLED, CASE_TAKEN, CASE_ENDED = "由此再报警", "由此立受案件", "该案处结"
ORDERED = "派发指令 {number}"
CASE_STEPS = {"occurred_at": "受理", "filed_at": "立案", "investigated_at": "调查终结", "solved_at": "破案",
              "recovered_at": "追赃", "outcome_at": "处结"}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class HistoryStep:
    """What happened on a day, or (`ahead`) is to happen by then."""

    day: date
    label: str
    is_upcoming: bool = False


def dispute_history(store: Store, units: Collection[int], number: str, as_of: date) -> list[HistoryStep]:
    """A key dispute of some units from its taking in on, the oldest first; nothing of one that is not theirs."""
    end = first_second(day_number(as_of) + 1)
    row = store.conn.execute(
        f"SELECT occurred_at, recorded_at, due_day, outcome_at FROM {table_of('dispute')} WHERE id = ? AND key = 1 "
        "AND occurred_at < ? AND unit IN (SELECT value FROM json_each(?))",
        [number, end, json.dumps(list(units))],
    ).fetchone()
    if row is None:
        return []
    taken_in, recorded, due, resolved = row
    times = [(TAKEN_IN, taken_in), (RECORDED, recorded), (RESOLVED, resolved)]
    times += [(CALLED, at) for at in _linked(store, "alert", "occurred_at", number, units, taken_in)]
    times += [(CASE_TAKEN, at) for at in _linked(store, "case", "occurred_at", number, units, taken_in)]
    times += [(CASE_ENDED, at) for at in _linked(store, "case", "outcome_at", number, units, taken_in)]
    times += _ordered(store, number, units)
    steps = [HistoryStep(to_date(day_of_time(at)), what) for what, at in times if at is not None and at < end]
    if due is not None:
        steps.append(HistoryStep(to_date(due), DUE, to_date(due) > as_of))
    return sorted(steps)


def _linked(store: Store, kind: str, column: str, number: str, units: Collection[int], since: int) -> list[int]:
    """When the records that name a dispute came, of the same units, so that an index finds them."""
    rows = store.conn.execute(
        f"SELECT {column} FROM {table_of(kind)} WHERE unit IN (SELECT value FROM json_each(?)) AND when_day >= ? "
        "AND dispute = ?",
        [json.dumps(list(units)), day_of_time(since), number],
    )
    return [at for (at,) in rows if at is not None]


def _ordered(store: Store, number: str, units: Collection[int]) -> list[tuple[str, int]]:
    """Instructions to these units whose task names the record."""
    rows = store.conn.execute(
        "SELECT instruction, at, details ->> '$.order.task' FROM instruction_event WHERE step = 'send' "
        "AND details ->> '$.order.unit' IN (SELECT value FROM json_each(?)) "
        "AND instr(details ->> '$.order.task', ?) > 0",
        [json.dumps(list(units)), number],
    )
    named = re.compile(rf"(?<![\w-]){re.escape(number)}(?![\w-])", re.ASCII)
    return [(ORDERED.format(number=instruction), at) for instruction, at, task in rows if named.search(task)]


def case_history(store: Store, units: Collection[int], number: str, as_of: date) -> list[HistoryStep]:
    """A case of some units by the steps it has taken, the oldest first; nothing of one that is not theirs."""
    end = first_second(day_number(as_of) + 1)
    row = store.conn.execute(
        f"SELECT {', '.join(CASE_STEPS)} FROM {table_of('case')} WHERE id = ? AND occurred_at < ? "
        "AND unit IN (SELECT value FROM json_each(?))",
        [number, end, json.dumps(list(units))],
    ).fetchone()
    steps = zip(CASE_STEPS.values(), row or [], strict=False)
    found = [(day_of_time(at), place, what) for place, (what, at) in enumerate(steps) if at is not None and at < end]
    told = [(day, what) for day, _, what in sorted(found)]
    if row is not None:
        told += [(day_of_time(at), what) for what, at in _ordered(store, number, units) if at < end]
    return [HistoryStep(to_date(day), what) for day, what in sorted(told, key=lambda one: one[0])]
