"""The open disputes of a station whose due date is near or past."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from core.features.reader import FigureReader
from core.features.stations.types import StationDueDispute
from core.store.record_reach import records_since
from core.time.days import day_number, first_second, to_date

DAYS_AHEAD = 7


def disputes_due(
    engine: FigureReader, units: Sequence[int], as_of: date, days_ahead: int = DAYS_AHEAD
) -> list[StationDueDispute]:
    """Disputes of some units open at the end of a day and due within so many days, the longest past first."""
    with engine.reading():
        store = engine.store
        kinds = store.catalogue.facts["dispute"].columns["kind"].choices
        day = day_number(as_of)
        end = first_second(day + 1)
        rows = store.conn.execute(
            f"SELECT d.id, kind, due_day, key, o.name, l.name FROM {records_since(store, 'dispute', day)} d "
            "LEFT JOIN officer o ON o.id = d.officer LEFT JOIN officer l ON l.id = d.leader "
            "WHERE unit IN (SELECT value FROM json_each(?)) AND when_day <= ? AND ifnull(outcome_at, ?) >= ? "
            "AND due_day <= ? ORDER BY due_day, d.id",
            [json.dumps(list(units)), day, end, end, day + days_ahead],
        )
        return [
            StationDueDispute(number, kinds[kind], to_date(due), due - day, bool(key), owner, leader)
            for number, kind, due, key, owner, leader in rows
        ]
