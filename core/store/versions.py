"""Rows in versions: a batch that changes or withdraws a row keeps what stood there, so that it can be taken back.

Each row bears the number of the batch that wrote it. `prior` holds the earlier versions: (the batch that replaced
it, the row's kind and id, the batch that had written it, its content). Of a row that was changed the content is only
what differed from the version that came after; none means that there was no row. A row withdrawn leaves a tombstone.
Taking a batch out of the middle of such a chain joins its ends: the later change stays, and stands on what was there
before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from core.store.paused_indexes import paused_indexes
from core.store.sqlite import StoreError, sqlite3
from core.store.store import Store
from core.store.versioned_table import KEY_SEPARATOR, BackCounts, RowCounts, VersionedTable

INCOMING, BEFORE = "temp.incoming", "temp.before"  # rows that a write brings, and those that they replace
STAGED = "temp.staged"  # rows of the incoming that wait for the write


@contextmanager
def _temporary_tables(db: Database, versioned: VersionedTable, *, is_staged: bool = False) -> Iterator[None]:
    columns = ", ".join(versioned.columns)
    if is_staged:
        db.execute(f"ALTER TABLE {STAGED} RENAME TO {INCOMING.removeprefix('temp.')}")
    for name in (BEFORE,) if is_staged else (INCOMING, BEFORE):
        db.execute(
            f"CREATE TEMP TABLE {name.removeprefix('temp.')} AS SELECT {columns}, batch FROM {versioned.table} WHERE 0"
        )
    try:
        yield
    finally:
        for name in (INCOMING, BEFORE):
            db.execute(f"DROP TABLE {name}")


@contextmanager
def written_rows(store: Store, versioned: VersionedTable, rows: Iterable[Sequence[Any]]) -> Iterator[RowCounts]:
    """Add new rows and put changed ones in place of the old; inside, temp.incoming and temp.before hold both.

    Rows are in the order of the columns; the same row again changes nothing. Raises sqlite3.IntegrityError if a row
    breaks a rule of the table, or comes twice.
    """
    store.require_transaction()
    with _temporary_tables(store.db, versioned):
        marks = ", ".join("?" * len(versioned.columns))
        names = ", ".join(versioned.columns)
        store.conn.executemany(f"INSERT INTO {INCOMING} ({names}) VALUES ({marks})", rows)
        yield _write_incoming(store, versioned)


@contextmanager
def written_staged(store: Store, versioned: VersionedTable) -> Iterator[RowCounts]:
    """Write rows as `written_rows` does: those in temp.staged, which is gone afterwards."""
    store.require_transaction()
    with _temporary_tables(store.db, versioned, is_staged=True):
        yield _write_incoming(store, versioned)


def _write_incoming(store: Store, versioned: VersionedTable) -> RowCounts:
    db, table, columns = store.db, versioned.table, versioned.columns
    same_row = versioned.same_row_sql("i", "f")
    db.execute(f"CREATE UNIQUE INDEX temp.incoming_key ON incoming ({', '.join(versioned.keys)})")
    total = _count(db, INCOMING)
    # Rows that are already there, value for value, are left alone. CROSS JOIN keeps the order: incoming first.
    equal = " AND ".join(f"i.{column} IS f.{column}" for column in columns)
    db.execute(
        f"DELETE FROM {INCOMING} WHERE rowid IN "
        f"(SELECT i.rowid FROM {INCOMING} i CROSS JOIN {table} f ON {same_row} WHERE {equal})"
    )
    olds = ", ".join(f"f.{column}" for column in (*columns, "batch"))
    db.execute(f"INSERT INTO {BEFORE} SELECT {olds} FROM {INCOMING} i CROSS JOIN {table} f ON {same_row}")
    written, changed = _count(db, INCOMING), _count(db, BEFORE)
    _keep_changed(store, versioned)
    with paused_indexes(db, table, written - changed):
        _put_incoming(db, versioned, "NULL" if store.batch is None else str(store.batch))
    return RowCounts(written - changed, changed, total - written)


@contextmanager
def withdrawn_rows(store: Store, versioned: VersionedTable, ids: Iterable[str]) -> Iterator[int]:
    """Take rows out by their ids and yield how many there were; inside, temp.before holds them."""
    store.require_transaction()
    db, table = store.db, versioned.table
    names = ", ".join((*versioned.columns, "batch"))
    with _temporary_tables(db, versioned):
        parts = " AND ".join(f"{key} = ?" for key in versioned.keys)
        store.conn.executemany(
            f"INSERT INTO {BEFORE} SELECT {names} FROM {table} WHERE {parts}",
            (row_id.split(KEY_SEPARATOR) if len(versioned.keys) > 1 else (row_id,) for row_id in dict.fromkeys(ids)),
        )
        _keep_withdrawn(store, versioned)
        _delete_gone(db, versioned)
        yield _count(db, BEFORE)


@contextmanager
def rows_without(store: Store, versioned: VersionedTable, batch: int) -> Iterator[BackCounts]:
    """Take a batch's part out of every row's versions.

    Inside, temp.before holds the rows that the batch had written, temp.incoming those that stand again.
    Raises StoreError (Chinese) where a row does not fit the table any more.
    """
    store.require_transaction()
    db, kind, table = store.db, versioned.kind, versioned.table
    names = ", ".join(versioned.columns)
    with _temporary_tables(db, versioned):
        db.execute(f"INSERT INTO {BEFORE} SELECT {names}, batch FROM {table} WHERE batch = ?", [batch])
        written = f"SELECT {versioned.id_sql('b')} FROM {BEFORE} b"
        buried = "SELECT id FROM tombstone WHERE kind = :kind AND batch = :batch"
        earlier = "prior p WHERE p.batch = :batch AND p.kind = :kind AND p.content IS NOT NULL"
        absent = "prior p WHERE p.batch = :batch AND p.kind = :kind AND p.content IS NULL"
        values = {"batch": batch, "kind": kind}
        db.execute(
            f"INSERT INTO {INCOMING} SELECT {versioned.overlaid_sql('p.content', 'b')}, p.author "
            f"FROM {BEFORE} b CROSS JOIN {earlier} AND p.id = {versioned.id_sql('b')}",
            values,
        )
        db.execute(
            f"INSERT INTO {INCOMING} SELECT {versioned.columns_sql('p.content')}, p.author "
            f"FROM {earlier} AND p.id IN ({buried})",
            values,
        )
        try:
            _put_incoming(db, versioned, "batch")
        except sqlite3.IntegrityError as error:
            raise StoreError(f"第 {batch} 批之前的内容不合现在的目录，放不回去（{error}）：什么也没有改动。") from error
        _delete_gone(db, versioned)
        emptied = f"SELECT kind, id, author FROM {absent} AND (p.id IN ({written}) OR p.id IN ({buried}))"
        tombstones = db.execute(emptied, values).fetchall()
        db.execute("DELETE FROM tombstone WHERE kind = :kind AND batch = :batch", values)
        store.conn.executemany("INSERT INTO tombstone VALUES (?, ?, ?)", tombstones)
        _join_chains(store, kind, batch)
        written_again = f"{INCOMING} i CROSS JOIN {BEFORE} b ON {versioned.same_row_sql('i', 'b')}"
        reverted = _count(db, written_again)
        yield BackCounts(_count(db, BEFORE) - reverted, reverted, _count(db, INCOMING) - reverted)


def _join_chains(store: Store, kind: str, batch: int) -> None:
    """Let the versions that replaced the batch's stand on what it had replaced; then forget what it had."""
    store.conn.create_function("overlay", 2, _overlay, deterministic=True)
    own = "FROM prior p WHERE p.batch = :batch AND p.kind = prior.kind AND p.id = prior.id"
    values = {"batch": batch, "kind": kind}
    store.db.execute(
        f"UPDATE prior SET (author, content) = (SELECT p.author, overlay(prior.content, p.content) {own}) "
        f"WHERE author = :batch AND kind = :kind AND EXISTS (SELECT 1 {own})",
        values,
    )
    store.db.execute("DELETE FROM prior WHERE author = :batch AND kind = :kind", values)
    store.db.execute("DELETE FROM prior WHERE batch = :batch AND kind = :kind", values)


def _overlay(later: str | None, earlier: str | None) -> str | None:
    """Put together what two changes, one after the other, had replaced; none where there was no row before them."""
    if earlier is None:
        return None
    replaced = json.loads(later or "{}") | json.loads(earlier)
    return json.dumps(replaced, ensure_ascii=False, separators=(",", ":"))


def _keep_changed(store: Store, versioned: VersionedTable) -> None:
    """Keep what temp.before had otherwise than temp.incoming, and the tombstones of the latter, if a batch is open."""
    if store.batch is None:
        return
    row_id, values = versioned.id_sql("b"), [store.batch, versioned.kind]
    store.db.execute(
        f"INSERT INTO prior SELECT ?, ?, {row_id}, b.batch, {versioned.difference_sql('b', 'i')} "
        f"FROM {BEFORE} b CROSS JOIN {INCOMING} i ON {versioned.same_row_sql('i', 'b')} ORDER BY {row_id}",
        values,
    )
    buried = f"kind = ? AND id IN (SELECT {versioned.id_sql('i')} FROM {INCOMING} i)"
    store.db.execute(f"INSERT INTO prior SELECT ?, kind, id, batch, NULL FROM tombstone WHERE {buried}", values)
    store.db.execute(f"DELETE FROM tombstone WHERE {buried}", [versioned.kind])


def _keep_withdrawn(store: Store, versioned: VersionedTable) -> None:
    """Keep the rows in temp.before whole, and a tombstone for each, if a batch is open."""
    if store.batch is None:
        return
    row_id, values = versioned.id_sql("b"), [store.batch, versioned.kind]
    content = versioned.content_sql("b")
    store.db.execute(f"INSERT INTO prior SELECT ?, ?, {row_id}, b.batch, {content} FROM {BEFORE} b", values)
    store.db.execute(f"INSERT INTO tombstone (batch, kind, id) SELECT ?, ?, {row_id} FROM {BEFORE} b", values)


def _put_incoming(db: Database, versioned: VersionedTable, batch: str) -> None:
    """Write temp.incoming over the table: a row that others point at is changed in its place. `batch` is SQL."""
    names, keys = ", ".join(versioned.columns), ", ".join(versioned.keys)
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*versioned.columns, "batch"))
    db.execute(
        f"INSERT INTO {versioned.table} ({names}, batch) SELECT {names}, {batch} FROM {INCOMING} WHERE 1 "
        f"ON CONFLICT ({keys}) DO UPDATE SET {changes}"
    )


def _delete_gone(db: Database, versioned: VersionedTable) -> None:
    """Delete the rows of temp.before in whose place nothing comes."""
    keys = ", ".join(versioned.keys)
    db.execute(
        f"DELETE FROM {versioned.table} WHERE ({keys}) IN "
        f"(SELECT {keys} FROM {BEFORE} EXCEPT SELECT {keys} FROM {INCOMING})"
    )


def _count(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
