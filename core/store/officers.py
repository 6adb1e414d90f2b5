"""Officers (民警、辅警): a number and a name. Where and when they serve are the postings."""

from __future__ import annotations

from collections.abc import Iterable

from core.store.store import Store
from core.store.versioned_table import OFFICER_TABLE, BackCounts
from core.store.versions import rows_without, written_rows


def add_officers(store: Store, officers: Iterable[tuple[str, str]]) -> int:
    """Add officers or correct their names, within the open transaction; returns how many rows changed."""
    with written_rows(store, OFFICER_TABLE, officers) as counts:
        return counts.new + counts.changed


def take_back_officers(store: Store, batch: int) -> BackCounts:
    """Take a batch's part out of the officers. Raises sqlite3.IntegrityError where anything points at one that goes."""
    with rows_without(store, OFFICER_TABLE, batch) as counts:
        return counts
