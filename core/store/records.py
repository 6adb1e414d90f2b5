"""Writes records (事实表) and keeps the cube, in the one transaction that is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.store.catalogue_tables import table_of
from core.store.cube import add_to_cube
from core.store.cube_empty_cells import drop_emptied_cells
from core.store.store import Store
from core.store.versioned_table import BackCounts, records_table
from core.store.versions import BEFORE, INCOMING, rows_without, withdrawn_rows, written_rows, written_staged


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """Counts of records that were new, corrected, the same as before, and of cells of the cube that they touched."""

    new: int
    changed: int
    same: int
    cells: int


def load_records(store: Store, kind: str, rows: Iterable[Sequence[Any]]) -> int:
    """Load new records without touching the cube, which `rebuild_cube` brings up when all are there."""
    store.require_transaction()
    columns = list(store.catalogue.facts[kind].columns)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table_of(kind)} ({', '.join(columns)}) VALUES ({marks})"
    return int(store.conn.executemany(statement, rows).rowcount)


def apply_records(store: Store, kind: str, rows: Iterable[Sequence[Any]]) -> WriteCounts:
    """Add new records and put corrected ones (the same id) in place of the old.

    Rows are tuples in the order of the kind's columns. The same row again changes nothing.
    Raises sqlite3.IntegrityError if a row breaks a rule of the table, or if an id comes twice.
    """
    with written_rows(store, records_table(store.catalogue, kind), rows) as counts:
        cells = add_to_cube(store.db, store.catalogue, kind, [(BEFORE, -1), (INCOMING, 1)])
        return WriteCounts(counts.new, counts.changed, counts.same, cells)


def put_record(store: Store, kind: str, row: Sequence[Any]) -> None:
    """Put a record where no sums are kept of it, in the place of the one of its id."""
    store.require_transaction()
    columns = list(store.catalogue.facts[kind].columns)
    marks, changed = ", ".join("?" * len(columns)), ", ".join(f"{name} = excluded.{name}" for name in columns)
    inserted = f"INSERT INTO {table_of(kind)} ({', '.join(columns)}) VALUES ({marks})"
    store.conn.execute(f"{inserted} ON CONFLICT (id) DO UPDATE SET {changed}", row)


def apply_staged(store: Store, kind: str) -> WriteCounts:
    """Write the records that `StagedRecords` holds, as `apply_records` does."""
    with written_staged(store, records_table(store.catalogue, kind)) as counts:
        cells = add_to_cube(store.db, store.catalogue, kind, [(BEFORE, -1), (INCOMING, 1)])
        return WriteCounts(counts.new, counts.changed, counts.same, cells)


def delete_records(store: Store, kind: str, ids: Iterable[str]) -> int:
    """Take records out of the table and of the cube. Returns how many there were."""
    with withdrawn_rows(store, records_table(store.catalogue, kind), ids) as count:
        add_to_cube(store.db, store.catalogue, kind, [(BEFORE, -1)])
        drop_emptied_cells(store.db, store.catalogue, kind, [BEFORE])
        return count


def take_back_records(store: Store, kind: str, batch: int) -> BackCounts:
    """Take a batch's part out of the records of a kind, and of the cube."""
    with rows_without(store, records_table(store.catalogue, kind), batch) as counts:
        add_to_cube(store.db, store.catalogue, kind, [(BEFORE, -1), (INCOMING, 1)])
        drop_emptied_cells(store.db, store.catalogue, kind, [BEFORE, INCOMING])
        return counts
