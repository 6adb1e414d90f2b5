"""The reach of a file's records: a bureau's database has all of them, a board file the newest and those still open.

Whoever reads records asks here for their table and says since which day it needs them. Where they are not in the file
it is told so, and never gets a part of them for the whole.
"""

from __future__ import annotations

import json

from core.store.board_file import RECORDS_FROM, UNITS_OUTCOMES_UNTIL, UNITS_RECORDS_FROM
from core.store.catalogue_tables import table_of
from core.store.errors import StoreError
from core.store.store import Store
from core.time.days import to_date

EVER = -(10**6)  # a day before all records


class RecordsAbsent(StoreError):
    """Records that are asked for are not in this board file."""

    def __init__(self, zh: str, first: int) -> None:
        self.first = first
        super().__init__(f"{to_date(first)} 以前的{zh}记录不在本看板文件中，请在原数据库里查。")


def records_from(store: Store, kind: str) -> int | None:
    """Return the day since which a board file has the records of a kind; None of a database that has them all."""
    days = records_from_by_kind(store)
    return days[kind] if days else None


def records_from_by_kind(store: Store) -> dict[str, int]:
    """Return by imported kind the day since which a board file has the records; nothing of a complete database."""
    text = store.meta(RECORDS_FROM)
    return {} if text is None else {kind: int(day) for kind, day in json.loads(str(text)).items()}


def records_from_by_unit(store: Store) -> dict[str, dict[int, int]]:
    """Return by kind and unit of a merged board, counties and those above, a day after everything that is known of it.

    It has no records at all: from such a day on there is nothing of the unit that records would have to tell.
    """
    return _days_by_unit(store, UNITS_RECORDS_FROM)


def outcomes_until_by_unit(store: Store) -> dict[str, dict[int, int]]:
    """Return by kind and unit of a merged board the day of the last outcome, or one after all outcomes.

    As of that day and later there is nothing of the unit to be taken out of its cohorts. Boards that were merged by
    earlier versions say nothing of it.
    """
    return _days_by_unit(store, UNITS_OUTCOMES_UNTIL)


def _days_by_unit(store: Store, key: str) -> dict[str, dict[int, int]]:
    by_kind = json.loads(str(store.meta(key) or "{}"))
    return {kind: {int(unit): int(day) for unit, day in by_unit.items()} for kind, by_unit in by_kind.items()}


def has_records_since(store: Store, kind: str, day: int) -> bool:
    """Tell whether the file has all the records of a kind that came, or came to anything, on a day or later.

    Those still open are there in any case, and so are the register of posts and the program's own records.
    """
    first = records_from(store, kind)
    return first is None or first <= day or not store.catalogue.facts[kind].is_imported


def records_since(store: Store, kind: str, day: int) -> str:
    """Return the table of a kind of record, for records of a day and later. Raises RecordsAbsent (Chinese)."""
    if not has_records_since(store, kind, day):
        raise RecordsAbsent(store.catalogue.facts[kind].zh, records_from(store, kind) or day)
    return table_of(kind)


def records_within_reach(store: Store, kind: str) -> str:
    """Return the table of a kind of record for whoever leaves out, and says so, what may lie beyond its reach."""
    return table_of(kind)
