"""Takes a batch out of the data (撤销), in the transaction that is open, as if it had never come in.

Where a later batch changed or withdrew the same row, the later one stays. What would leave a contradiction is
refused, with the batch that has to be taken back before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from core.store.assumed import take_back_assumed
from core.store.batches import Batch, mark_undone
from core.store.coverage import take_back_coverage
from core.store.ledger import take_back_ledger
from core.store.officers import take_back_officers
from core.store.records import take_back_records
from core.store.references import require_unreferenced
from core.store.refused_rows import take_back_notes
from core.store.sources import take_back_sources
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.unit_changes import take_back_changes
from core.store.units import remove_units
from core.store.versioned_table import LEDGER, OFFICERS, BackCounts

UNITS = "units"


class LaterBatch(NamedTuple):
    """A later batch that stands, and how many rows of an earlier one it has changed or withdrawn, or found the same."""

    number: int
    rows: int


def changed_later(store: Store, number: int) -> list[LaterBatch]:
    """Return the later batches that changed or withdrew rows as a batch had written them: they stay as they are."""
    query = "SELECT batch, count(*) FROM prior WHERE author = ? GROUP BY batch ORDER BY batch DESC"
    return [LaterBatch(*row) for row in store.db.execute(query, [number])]


def confirmed_later(store: Store, number: int) -> list[LaterBatch]:
    """Return the later batches that brought rows of a batch again, or lacked what it took out: they rest on it."""
    query = "SELECT batch, rows FROM batch_same WHERE author = ? ORDER BY batch DESC"
    return [LaterBatch(*row) for row in store.db.execute(query, [number])]


def keep_same(store: Store, authors: dict[int, int]) -> None:
    """Keep, for the open batch, how many rows of which earlier batches it brought again."""
    store.require_transaction()
    store.conn.executemany(
        "INSERT INTO batch_same VALUES (?, ?, ?)", ((store.batch, author, rows) for author, rows in authors.items())
    )


def take_back(store: Store, batch: Batch, *, actor: str, now: int) -> BackCounts:
    """Take a batch out of rows, cube, coverage, freshness and notes. Raises StoreError (Chinese) where it cannot be."""
    _require_takeable(store, batch)
    counts = list(_take_back_rows(store, batch))
    take_back_coverage(store, batch.number)
    take_back_sources(store, batch.number)
    take_back_notes(store, batch.number)
    take_back_assumed(store, batch.number)
    if batch.kind == UNITS:
        counts.append(_take_back_units(store, batch.number))
    store.db.execute("DELETE FROM batch_same WHERE batch = ?", [batch.number])
    mark_undone(store, batch.number, actor=actor, now=now)
    sums = zip(*((count.removed, count.reverted, count.returned) for count in counts), strict=True)
    return BackCounts(*map(sum, sums))


def _require_takeable(store: Store, batch: Batch) -> None:
    if batch.undone_at is not None:
        raise StoreError(f"第 {batch.number} 批已经撤销过了。")
    if confirming := confirmed_later(store, batch.number):
        newest = confirming[0]
        numbers = "、".join(str(later.number) for later in confirming)
        raise StoreError(
            f"第 {newest.number} 批的文件也证实了第 {batch.number} 批的 {newest.rows} 行（内容相同，或同样没有）；"
            f"撤销第 {batch.number} 批就与它不合。请先撤销第 {numbers} 批。"
        )


def _take_back_rows(store: Store, batch: Batch) -> Iterator[BackCounts]:
    if batch.kind == LEDGER:
        yield take_back_ledger(store, batch.number)
    elif batch.kind == OFFICERS:
        posting = next(name for name, fact in store.catalogue.facts.items() if fact.postings)
        yield take_back_records(store, posting, batch.number)
        require_unreferenced(store, "officer", _only_of_batch(store, "officer", batch.number), batch.number)
        yield take_back_officers(store, batch.number)
    elif batch.kind in store.catalogue.facts:
        yield take_back_records(store, batch.kind, batch.number)
    elif batch.kind != UNITS:
        raise StoreError(f"现在的目录里没有“{batch.kind}”这类记录，第 {batch.number} 批撤销不了：请先恢复目录。")


def _take_back_units(store: Store, number: int) -> BackCounts:
    changes = take_back_changes(store, number)
    units = _only_of_batch(store, "unit", number)
    require_unreferenced(store, "unit", units, number)
    if units:
        remove_units(store, units)
    return BackCounts(len(units), changes, 0)


def _only_of_batch(store: Store, table: str, number: int) -> list[Any]:
    """Return the ids that would go with a batch: those that it wrote, and no other before it."""
    query = (
        f"SELECT id FROM {table} WHERE batch = ?1 "
        "AND id NOT IN (SELECT id FROM prior WHERE batch = ?1 AND kind = ?2 AND content IS NOT NULL)"
    )
    return [row for (row,) in store.db.execute(query, [number, OFFICERS if table == "officer" else UNITS])]
