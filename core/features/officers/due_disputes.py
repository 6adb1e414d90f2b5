"""The open disputes that an officer answers for."""

from __future__ import annotations

from datetime import date

from core.metrics.types import DueDispute
from core.store.record_reach import records_since
from core.store.store import Store
from core.time.days import day_number, day_of_time, to_date


def due_disputes(store: Store, officer: str, as_of: date, today: date) -> list[DueDispute]:
    """The disputes that an officer answers for and that were open on a day, the soonest due first.

    What is left of each is counted from today.
    """
    kinds = store.catalogue.facts["dispute"].columns["kind"].choices
    day = day_number(as_of)
    rows = store.conn.execute(
        f"SELECT d.id, kind, occurred_at, due_day, key, o.name FROM {records_since(store, 'dispute', day)} d "
        "LEFT JOIN officer o ON o.id = d.leader WHERE officer = ? AND when_day <= ? "
        "AND ifnull((outcome_at + 28800) / 86400, ? + 1) > ? ORDER BY due_day IS NULL, due_day, d.id",
        [officer, day, day, day],
    )
    return [
        DueDispute(
            number,
            kinds[kind],
            to_date(day_of_time(reported)),
            None if due is None else to_date(due),
            None if due is None else day_number(today) - due,
            bool(key),
            leader,
        )
        for number, kind, reported, due, key, leader in rows
    ]
