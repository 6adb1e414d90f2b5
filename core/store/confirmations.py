"""Confirmations: rows that a batch brought just as an earlier one had, or lacked as that had withdrawn them.

Where the earlier batch is taken back, the first of the batches that confirmed a row carries it on, as if it had been
the one to bring it. The ids of the rows are kept packed: a file of half a million rows that comes again takes a few
megabytes. What a file confirms without naming it in full (a unit that has been renamed since, whose name is another
batch's) is only counted, in `batch_same`, and so is what releases before this table had counted.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from core.store.store import Store
from core.store.versioned_table import VersionedTable

TABLE = """
CREATE TABLE confirmation (
  author INTEGER NOT NULL,
  kind TEXT NOT NULL,
  batch INTEGER NOT NULL REFERENCES batch (number),
  part INTEGER NOT NULL,
  rows INTEGER NOT NULL CHECK (rows > 0),
  ids BLOB NOT NULL,
  PRIMARY KEY (author, kind, batch, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX confirmation_of_batch ON confirmation (batch);
"""
_PART = 50_000  # ids packed together
_HEIRS = "temp.heir"


class SameRow(NamedTuple):
    """A row that is there already: the batch that wrote it so (or withdrew it), its kind and id."""

    author: int
    kind: str
    id: str


class LaterBatch(NamedTuple):
    """A later batch that stands, and the number of rows of an earlier one that it changed, withdrew or confirmed."""

    number: int
    rows: int


def confirmed_later(store: Store, number: int) -> list[LaterBatch]:
    """Return the later batches that brought rows of a batch again, or lacked what it took out, the newest first."""
    query = "SELECT batch, sum(rows) FROM confirmation WHERE author = ? GROUP BY batch ORDER BY batch DESC"
    return [LaterBatch(*row) for row in store.db.execute(query, [number])]


def resting_on(store: Store, number: int) -> list[LaterBatch]:
    """Return the later batches that rest on a batch by rows they cannot carry on, the newest first."""
    query = "SELECT batch, rows FROM batch_same WHERE author = ? ORDER BY batch DESC"
    return [LaterBatch(*row) for row in store.db.execute(query, [number])]


def keep_confirmations(store: Store, rows: Iterable[SameRow], resting: Counter[int]) -> None:
    """Keep which rows of which earlier batches the open batch brought again, and how many it only rests on."""
    store.require_transaction()
    assert store.batch is not None
    waiting: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        ids = waiting.setdefault((row.author, row.kind), [])
        ids.append(row.id)
        if len(ids) == _PART:
            _pack(store, row.author, row.kind, store.batch, ids)
            ids.clear()
    for (author, kind), ids in waiting.items():
        _pack(store, author, kind, store.batch, ids)
    store.conn.executemany(
        "INSERT INTO batch_same VALUES (?, ?, ?)", ((store.batch, author, count) for author, count in resting.items())
    )


def forget_confirmations(store: Store, number: int) -> None:
    """Forget what a batch confirmed, because it is taken back."""
    store.require_transaction()
    for table in ("confirmation", "batch_same"):
        store.db.execute(f"DELETE FROM {table} WHERE batch = ?", [number])


def hand_over(store: Store, versioned: VersionedTable, number: int) -> Counter[int]:
    """Make the first batch that confirmed a row its author in place of a batch; count the rows by their new authors.

    The others that confirmed it have then confirmed the new author's row.
    """
    store.require_transaction()
    kind = versioned.kind
    packed_rows = store.db.execute(
        "SELECT batch, ids FROM confirmation WHERE author = ? AND kind = ? ORDER BY batch, part", [number, kind]
    ).fetchall()
    if not packed_rows:
        return Counter()
    with _heirs(store, packed_rows):
        _replace_author(store, versioned, number)
        store.db.execute("DELETE FROM confirmation WHERE author = ? AND kind = ?", [number, kind])
        for batch, packed in packed_rows:
            for author, ids in _other_confirmations(store, batch, packed).items():
                _pack(store, author, kind, batch, ids)
        return Counter(dict(store.db.execute(f"SELECT batch, count(*) FROM {_HEIRS} GROUP BY 1").fetchall()))


@contextmanager
def _heirs(store: Store, packed_rows: list[tuple[int, bytes]]) -> Iterator[None]:
    """The first batch that confirmed each row, in temp.heir; parts are in the order of their batches."""
    name = _HEIRS.removeprefix("temp.")
    store.db.execute(f"CREATE TEMP TABLE {name} (id TEXT PRIMARY KEY, batch INTEGER NOT NULL) WITHOUT ROWID")
    try:
        for batch, packed in packed_rows:
            query = f"INSERT OR IGNORE INTO {_HEIRS} SELECT value, ? FROM json_each(?)"
            store.db.execute(query, [batch, _unpacked(packed)])
        yield
    finally:
        store.db.execute(f"DROP TABLE {_HEIRS}")


def _replace_author(store: Store, versioned: VersionedTable, number: int) -> None:
    """Put the heirs in the place of a batch: in the rows, in what it had replaced, and where it was replaced."""
    values = {"number": number, "kind": versioned.kind}
    row_id = versioned.id_sql(versioned.table)
    for table, row, column, own in (
        (versioned.table, row_id, "batch", "1"),
        ("prior", "prior.id", "batch", "kind = :kind"),
        ("prior", "prior.id", "author", "kind = :kind"),
        ("tombstone", "tombstone.id", "batch", "kind = :kind"),
    ):
        store.db.execute(
            f"UPDATE {table} SET {column} = (SELECT h.batch FROM {_HEIRS} h WHERE h.id = {row}) "
            f"WHERE {column} = :number AND {own} AND {row} IN (SELECT id FROM {_HEIRS})",
            values,
        )


def _other_confirmations(store: Store, batch: int, packed: bytes) -> dict[int, list[str]]:
    """The packed rows of a confirming batch that another one has become the author of, by that author."""
    query = f"SELECT h.batch, h.id FROM json_each(?) c JOIN {_HEIRS} h ON h.id = c.value WHERE h.batch <> ?"
    by_author: dict[int, list[str]] = {}
    for author, row_id in store.db.execute(query, [_unpacked(packed), batch]):
        by_author.setdefault(author, []).append(row_id)
    return by_author


def _pack(store: Store, author: int, kind: str, batch: int, ids: list[str]) -> None:
    if not ids:
        return
    packed = zlib.compress(json.dumps(ids, ensure_ascii=False).encode())
    keys = [author, kind, batch]
    store.db.execute(
        "INSERT INTO confirmation SELECT ?1, ?2, ?3, ifnull(max(part), 0) + 1, ?4, ?5 FROM confirmation "
        "WHERE author = ?1 AND kind = ?2 AND batch = ?3",
        [*keys, len(ids), packed],
    )


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode()
