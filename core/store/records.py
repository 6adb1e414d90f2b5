"""Writes records (事实表) and keeps the cube, in the one transaction that is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.store.catalogue_tables import table_of
from core.store.cube import add_to_cube
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """Counts of records that were new, corrected, the same as before, and of cells of the cube that they touched."""

    new: int
    changed: int
    same: int
    cells: int


def _insert_sql(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def load_records(store: Store, kind: str, rows: Iterable[Sequence[Any]]) -> int:
    """Load new records without touching the cube: `bulk_chunk` brings it up in passing, `rebuild_cube` as a whole."""
    store.require_transaction()
    columns = list(store.catalogue.facts[kind].columns)
    return int(store.conn.executemany(_insert_sql(table_of(kind), columns), rows).rowcount)


def apply_records(store: Store, kind: str, rows: Iterable[Sequence[Any]]) -> WriteCounts:
    """Add new records and put corrected ones (the same id) in place of the old.

    Rows are tuples in the order of the kind's columns. The same row again changes nothing.
    Raises sqlite3.IntegrityError if a row breaks a rule of the table, or if an id comes twice.
    """
    store.require_transaction()
    table, columns = table_of(kind), list(store.catalogue.facts[kind].columns)
    names = ", ".join(columns)
    db = store.db
    for temp in ("incoming", "before"):
        db.execute(f"CREATE TEMP TABLE {temp} AS SELECT {names} FROM {table} WHERE 0")
    try:
        db.execute("CREATE UNIQUE INDEX temp.incoming_id ON incoming (id)")
        store.conn.executemany(_insert_sql("temp.incoming", columns), rows)
        total = db.execute("SELECT count(*) FROM temp.incoming").fetchone()[0]
        # Rows that are already there, value for value, are left alone.
        db.execute(
            f"DELETE FROM temp.incoming WHERE id IN (SELECT i.id FROM temp.incoming i JOIN {table} f ON f.id = i.id "
            f"WHERE {' AND '.join(f'i.{column} IS f.{column}' for column in columns)})"
        )
        db.execute(f"INSERT INTO temp.before SELECT {names} FROM {table} WHERE id IN (SELECT id FROM temp.incoming)")
        written = db.execute("SELECT count(*) FROM temp.incoming").fetchone()[0]
        changed = db.execute("SELECT count(*) FROM temp.before").fetchone()[0]
        db.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM temp.before)")
        db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM temp.incoming")
        cells = add_to_cube(db, store.catalogue, kind, [("temp.before", -1), ("temp.incoming", 1)])
        return WriteCounts(written - changed, changed, total - written, cells)
    finally:
        for temp in ("incoming", "before"):
            db.execute(f"DROP TABLE temp.{temp}")


def delete_records(store: Store, kind: str, ids: Iterable[str]) -> int:
    """Take records out of the table and of the cube. Returns how many there were."""
    store.require_transaction()
    db, table = store.db, table_of(kind)
    columns = ", ".join(store.catalogue.facts[kind].columns)
    db.execute(f"CREATE TEMP TABLE before AS SELECT {columns} FROM {table} WHERE 0")
    try:
        store.conn.executemany(
            f"INSERT INTO temp.before SELECT {columns} FROM {table} WHERE id = ?",
            [(record_id,) for record_id in dict.fromkeys(ids)],
        )
        add_to_cube(db, store.catalogue, kind, [("temp.before", -1)])
        return int(db.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM temp.before)").rowcount)
    finally:
        db.execute("DROP TABLE temp.before")
