"""The ledger (统计报表): figures that come already added up. A row is the total of its unit and all below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.store.store import Store
from core.store.versioned_table import LEDGER_TABLE, BackCounts, RowCounts
from core.store.versions import rows_without, withdrawn_rows, written_rows

LEDGER_CHANGED = "ledger_changed"  # the data version with which the ledger last changed


class LedgerRow(NamedTuple):
    """A figure of a unit over the days first to last. A stock counts on the last of them."""

    unit: int
    measure: str
    first: int
    last: int
    value: int
    source: str

    @property
    def id(self) -> str:
        """The row's id among the versions of rows."""
        return f"{self.measure}/{self.unit}/{self.first}/{self.last}"


def apply_ledger(store: Store, rows: Iterable[LedgerRow]) -> RowCounts:
    """Add rows and correct values of the same unit, measure and days, within the open transaction."""
    values = ((row.measure, row.unit, row.first, row.last, row.value, row.source) for row in rows)
    with written_rows(store, LEDGER_TABLE, values) as counts:
        if counts.new or counts.changed:
            _note_change(store)
        return counts


def drop_ledger(store: Store, unit: int, measure: str, first: int, last: int) -> int:
    """Take one row out (a running month, before its longer successor comes). Returns how many there were."""
    return withdraw_ledger(store, [LedgerRow(unit, measure, first, last, 0, "").id])


def withdraw_ledger(store: Store, ids: Iterable[str]) -> int:
    """Take rows out by their ids. Returns how many there were."""
    with withdrawn_rows(store, LEDGER_TABLE, ids) as count:
        _note_change(store)
        return count


def take_back_ledger(store: Store, batch: int) -> BackCounts:
    """Take a batch's part out of the ledger."""
    with rows_without(store, LEDGER_TABLE, batch) as counts:
        _note_change(store)
        return counts


def _note_change(store: Store) -> None:
    store.set_meta(LEDGER_CHANGED, store.data_version())
