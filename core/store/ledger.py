"""The ledger (统计报表): figures that come already added up. A row is the total of its unit and all below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.store.records import WriteCounts
from core.store.store import Store

LEDGER_CHANGED = "ledger_changed"  # the data version with which the ledger last changed


class LedgerRow(NamedTuple):
    """A figure of a unit over the days first to last. A stock counts on the last of them."""

    unit: int
    measure: str
    first: int
    last: int
    value: int
    source: str


def apply_ledger(store: Store, rows: Iterable[LedgerRow]) -> WriteCounts:
    """Add rows and correct values of the same unit, measure and days, within the open transaction."""
    store.require_transaction()
    values = {
        (measure, unit, first, last): (value, source)
        for measure, unit, first, last, value, source in store.db.execute("SELECT * FROM ledger")
    }
    new = changed = same = 0
    writes = []
    for row in rows:
        key = (row.measure, row.unit, row.first, row.last)
        before = values.get(key)
        if before == (row.value, row.source):
            same += 1
            continue
        new, changed = (new, changed + 1) if before else (new + 1, changed)
        values[key] = (row.value, row.source)
        writes.append((*key, row.value, row.source))
    store.conn.executemany("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?, ?)", writes)
    if writes:
        store.set_meta(LEDGER_CHANGED, store.data_version())
    return WriteCounts(new, changed, same, 0)


def drop_ledger(store: Store, unit: int, measure: str, first: int, last: int) -> int:
    """Take one row out (a running month, before its longer successor comes). Returns how many there were."""
    store.require_transaction()
    store.set_meta(LEDGER_CHANGED, store.data_version())
    statement = "DELETE FROM ledger WHERE measure = ? AND unit = ? AND first = ? AND last = ?"
    return int(store.db.execute(statement, [measure, unit, first, last]).rowcount)
