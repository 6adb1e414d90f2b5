"""Lists that are worked off one by one: key disputes with their due dates, and cases by the stage they stand in.

A list names no person: a record's number, its kind, its station, its days. Whether a leader and an owner are named is
told; who they are is not.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.days import SECONDS_PER_DAY, day_number, day_of_time, first_second, to_date
from core.store.declared import table_of
from core.store.store import Store

State = Literal["overdue", "near", "in_time"]
Stage = Literal["case_filing", "case_investigation", "case_conclusion"]
STAGES: tuple[Stage, ...] = ("case_filing", "case_investigation", "case_conclusion")


@dataclass(frozen=True, slots=True)
class KeyDispute:
    """A key dispute (重点矛盾) open at the end of a day.

    `left` is how many days are left until it is due, negative once it is past; None where no date is set.
    """

    id: str
    kind: str
    station: int
    body: str
    reported: date
    due: date | None
    left: int | None
    leader: bool
    owner: bool


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case open at the end of a day, in the stage whose limit it runs against.

    `left` is how many whole days are left of it, negative once it has run out.
    """

    id: str
    kind: str
    station: int
    stage: Stage
    since: date
    left: int
    state: State


def key_disputes(store: Store, units: Collection[int], as_of: date) -> list[KeyDispute]:
    """The key disputes of stations open at the end of a day: the soonest due first, those without a date last."""
    columns = store.catalogue.facts["dispute"].columns
    day = day_number(as_of)
    rows = store.conn.execute(
        f"SELECT f.id, f.kind, a.ancestor, f.body, f.occurred_at, f.due_day, f.leader IS NOT NULL, "
        f"f.officer IS NOT NULL FROM {table_of('dispute')} f "
        "JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' "
        "WHERE f.key = 1 AND f.when_day <= ? AND ifnull(f.outcome_at, ?) >= ? "
        "AND a.ancestor IN (SELECT value FROM json_each(?)) ORDER BY f.due_day IS NULL, f.due_day, f.id",
        [day, first_second(day + 1), first_second(day + 1), json.dumps(list(units))],
    )
    return [
        KeyDispute(
            number,
            columns["kind"].choices[kind],
            station,
            columns["body"].choices[body],
            to_date(day_of_time(reported)),
            None if due is None else to_date(due),
            None if due is None else due - day,
            bool(leader),
            bool(owner),
        )
        for number, kind, station, body, reported, due, leader, owner in rows
    ]


def open_cases(store: Store, units: Collection[int], as_of: date) -> list[OpenCase]:
    """The cases of stations open at the end of a day, the least time left first.

    A criminal case waits to be filed; then it is under investigation; then it waits for its conclusion. What a limit
    counts from: acceptance, filing, acceptance, as the on-time rates do.
    """
    kinds, end = store.catalogue.facts["case"].columns["kind"].choices, first_second(day_number(as_of) + 1)
    rows = store.conn.execute(
        f"SELECT f.id, f.kind, a.ancestor, f.class, f.occurred_at, f.filed_at, f.investigated_at FROM "
        f"{table_of('case')} f JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' "
        "WHERE f.occurred_at < ? AND ifnull(f.outcome_at, ?) >= ? AND a.ancestor IN (SELECT value FROM json_each(?))",
        [end, end, end, json.dumps(list(units))],
    )
    found = []
    for number, kind, station, group, accepted, filed, investigated in rows:
        stage, start = _stage(group, accepted, _by(filed, end), _by(investigated, end))
        limit = store.catalogue.limits[stage]
        left = (start + limit.days * SECONDS_PER_DAY - end) // SECONDS_PER_DAY
        state: State = "overdue" if left < 0 else "near" if left <= limit.near else "in_time"
        found.append(OpenCase(number, kinds[kind], station, stage, to_date(day_of_time(start)), left, state))
    return sorted(found, key=lambda one: (one.left, one.id))


def _by(time: int | None, end: int) -> int | None:
    """A time that has come by then."""
    return time if time is not None and time < end else None


def _stage(group: str, accepted: int, filed: int | None, investigated: int | None) -> tuple[Stage, int]:
    if investigated is not None:
        return "case_conclusion", accepted
    if filed is not None:
        return "case_investigation", filed
    return ("case_filing" if group == "criminal" else "case_conclusion"), accepted
