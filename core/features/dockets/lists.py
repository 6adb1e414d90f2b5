"""Lists that are worked off one by one: key disputes with their due dates, and cases by the stage they stand in.

A list names no citizen: a record's number, its kind, its station, its days. It names who bears the duty; to whom that
may be told is decided at the door (core/access/names.py).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.store.catalogue_tables import table_of
from core.store.store import Store
from core.time.days import SECONDS_PER_DAY, day_number, day_of_time, first_second, to_date

DueState = Literal["overdue", "near", "in_time"]
CaseStage = Literal["case_filing", "case_investigation", "case_conclusion"]
DisputeProgress = Literal["unassigned", "in_hand", "escalated", "resolved"]
STAGES: tuple[CaseStage, ...] = ("case_filing", "case_investigation", "case_conclusion")


@dataclass(frozen=True, slots=True)
class KeyDispute:
    """A key dispute (重点矛盾) as it stands at the end of a day.

    `left` is how many days are left until it is due, negative once it is past; None where no date is set. `leader` and
    `owner` say whether there is one; `leader_name` and `owner_name` are None where there is none, or where they are
    not to be told. `officer_ids` has the numbers of both, for whoever decides that. `resolved` is the day it was resolved.
    """

    id: str
    kind: str
    station: int
    body: str
    reported: date
    due: date | None
    days_left: int | None
    has_leader: bool
    has_owner: bool
    leader_name: str | None = None
    owner_name: str | None = None
    officer_ids: tuple[str, ...] = ()
    escalated: bool = False
    resolved: date | None = None

    @property
    def progress(self) -> DisputeProgress:
        """How far it has come: resolved, become a case, in hand, or still without leader, owner or due date."""
        if self.resolved is not None:
            return "resolved"
        if self.escalated:
            return "escalated"
        return "in_hand" if self.has_leader and self.has_owner and self.due is not None else "unassigned"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case open at the end of a day, in the stage whose limit it runs against.

    `left` is how many whole days are left of it, negative once it has run out. `owner_name` (主办民警) is None where
    there is none, or where it is not to be told; `officer_ids` has the number, for whoever decides that.
    """

    id: str
    kind: str
    station: int
    stage: CaseStage
    since: date
    days_left: int
    state: DueState
    owner_name: str | None = None
    officer_ids: tuple[str, ...] = ()


_OPEN = "f.when_day <= :day AND ifnull(f.outcome_at, :end) >= :end"
_ENDED = "f.outcome_at >= :start AND f.outcome_at < :end"


def key_disputes(store: Store, units: Collection[int], as_of: date) -> list[KeyDispute]:
    """The key disputes of stations open at the end of a day: the soonest due first, those without a date last."""
    return _key_disputes(store, units, as_of, _OPEN, "f.due_day IS NULL, f.due_day", {})


def resolved_key_disputes(store: Store, units: Collection[int], first: date, last: date) -> list[KeyDispute]:
    """Those that were resolved from one day to another, the latest first, whenever they were taken in."""
    return _key_disputes(store, units, last, _ENDED, "f.outcome_at DESC", {"start": first_second(day_number(first))})


def _key_disputes(
    store: Store, units: Collection[int], as_of: date, which: str, order: str, bounds: dict[str, int]
) -> list[KeyDispute]:
    columns = store.catalogue.facts["dispute"].columns
    day = day_number(as_of)
    end = first_second(day + 1)
    rows = store.conn.execute(
        f"SELECT f.id, f.kind, a.ancestor, f.body, f.occurred_at, f.due_day, f.leader, f.officer, l.name, o.name, "
        f"f.escalated, f.outcome_at FROM {table_of('dispute')} f "
        "JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' "
        "LEFT JOIN officer l ON l.id = f.leader LEFT JOIN officer o ON o.id = f.officer "
        f"WHERE f.key = 1 AND {which} AND a.ancestor IN (SELECT value FROM json_each(:units)) ORDER BY {order}, f.id",
        {"day": day, "end": end, "units": json.dumps(list(units)), **bounds},
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
            leader is not None,
            owner is not None,
            leader_name,
            owner_name,
            tuple(one for one in (leader, owner) if one is not None),
            bool(escalated),
            to_date(day_of_time(ended)) if ended is not None and ended < end else None,
        )
        for number, kind, station, body, reported, due, leader, owner, leader_name, owner_name, escalated, ended in rows
    ]


def open_cases(store: Store, units: Collection[int], as_of: date) -> list[OpenCase]:
    """The cases of stations open at the end of a day, the least time left first.

    A criminal case waits to be filed; then it is under investigation; then it waits for its conclusion. What a limit
    counts from: acceptance, filing, acceptance, as the on-time rates do.
    """
    return _open_cases(store, as_of, "a.ancestor IN (SELECT value FROM json_each(?))", json.dumps(list(units)))


def cases_of(store: Store, officer: str, as_of: date) -> list[OpenCase]:
    """The open cases that an officer is in charge of (主办), in the same order."""
    return _open_cases(store, as_of, "f.officer = ?", officer)


def _open_cases(store: Store, as_of: date, whose: str, bound: str) -> list[OpenCase]:
    kinds, end = store.catalogue.facts["case"].columns["kind"].choices, first_second(day_number(as_of) + 1)
    rows = store.conn.execute(
        f"SELECT f.id, f.kind, a.ancestor, f.class, f.occurred_at, f.filed_at, f.investigated_at, f.officer, o.name "
        f"FROM {table_of('case')} f JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' "
        "LEFT JOIN officer o ON o.id = f.officer "
        f"WHERE f.occurred_at < ? AND ifnull(f.outcome_at, ?) >= ? AND {whose}",
        [end, end, end, bound],
    )
    found = []
    for number, kind, station, group, accepted, filed, investigated, owner, name in rows:
        stage, start = _stage(group, accepted, _by(filed, end), _by(investigated, end))
        limit = store.catalogue.limits[stage]
        left = (start + limit.days * SECONDS_PER_DAY - end) // SECONDS_PER_DAY
        state: DueState = "overdue" if left < 0 else "near" if left <= limit.near else "in_time"
        people = () if owner is None else (owner,)
        since = to_date(day_of_time(start))
        found.append(OpenCase(number, kinds[kind], station, stage, since, left, state, name, people))
    return sorted(found, key=lambda one: (one.days_left, one.id))


def _by(time: int | None, end: int) -> int | None:
    """A time that has come by then."""
    return time if time is not None and time < end else None


def _stage(group: str, accepted: int, filed: int | None, investigated: int | None) -> tuple[CaseStage, int]:
    if investigated is not None:
        return "case_conclusion", accepted
    if filed is not None:
        return "case_investigation", filed
    return ("case_filing" if group == "criminal" else "case_conclusion"), accepted
