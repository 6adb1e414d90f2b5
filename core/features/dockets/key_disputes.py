"""Key disputes (重点矛盾) with their due dates.

A list names no citizen: a record's number, its kind, its station, its days. It names who bears the duty; who may see
that is decided in core/access/name_visibility.py.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.features.dockets.worked_at import among, worked_at
from core.store.record_reach import records_since
from core.store.store import Store
from core.time.days import day_number, day_of_time, first_second, to_date


class DisputeProgress(StrEnum):
    """The progress of a key dispute: lacking leader, owner or due date, in hand, become a case, or resolved."""

    UNASSIGNED = "unassigned"
    IN_HAND = "in_hand"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class KeyDispute:
    """A key dispute at the end of a day.

    `days_left` until it is due is negative once that is past; None where no date is set. `leader_name` and `owner_name`
    are None where there is none, or where the viewer may not see them. `officer_ids` has the numbers of both, for the
    decision on that. `resolved` is the day it was resolved.
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
        """Its progress; unassigned if it lacks leader, owner or due date."""
        if self.resolved is not None:
            return DisputeProgress.RESOLVED
        if self.escalated:
            return DisputeProgress.ESCALATED
        is_assigned = self.has_leader and self.has_owner and self.due is not None
        return DisputeProgress.IN_HAND if is_assigned else DisputeProgress.UNASSIGNED


_OPEN = "f.when_day <= :day AND (f.outcome_at IS NULL OR f.outcome_at >= :end)"
_RESOLVED = "f.outcome_at >= :start AND f.outcome_at < :end"


def key_disputes(store: Store, units: Collection[int], as_of: date) -> list[KeyDispute]:
    """The key disputes of stations open at the end of a day: the soonest due first, those without a date last."""
    return _select(store, units, as_of, _OPEN, "f.due_day IS NULL, f.due_day", {})


def resolved_key_disputes(store: Store, units: Collection[int], first: date, last: date) -> list[KeyDispute]:
    """The key disputes resolved from one day to another, the latest first, whenever they were reported."""
    return _select(store, units, last, _RESOLVED, "f.outcome_at DESC", {"start": first_second(day_number(first))})


def _select(
    store: Store, units: Collection[int], as_of: date, condition: str, sort: str, bounds: dict[str, int]
) -> list[KeyDispute]:
    columns = store.catalogue.facts["dispute"].columns
    day = day_number(as_of)
    end = first_second(day + 1)
    table = records_since(store, "dispute", day_of_time(bounds["start"]) if "start" in bounds else day)
    rows = store.conn.execute(
        f"SELECT f.id, f.kind, a.ancestor, f.body, f.occurred_at, f.due_day, f.leader, f.officer, l.name, o.name, "
        f"f.escalated, f.outcome_at FROM {table} f "
        f"{worked_at(':day', len(units))} "
        "LEFT JOIN officer l ON l.id = f.leader LEFT JOIN officer o ON o.id = f.officer "
        f"WHERE f.key = 1 AND {condition} AND {among(':units')} "
        f"ORDER BY {sort}, f.id",
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
            tuple(officer for officer in (leader, owner) if officer is not None),
            bool(escalated),
            to_date(day_of_time(ended)) if ended is not None and ended < end else None,
        )
        for number, kind, station, body, reported, due, leader, owner, leader_name, owner_name, escalated, ended in rows
    ]
