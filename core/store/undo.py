"""Takes a batch out of the data (撤销), in the transaction that is open, as if it had never come in.

Where a later batch changed or withdrew the same row, the later one stays. A row that a later batch brought just the
same stays, and is from then on that batch's. What would leave a contradiction is refused, with the batch that has to be
taken back before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from core.store.assumed import take_back_assumed
from core.store.batches import Batch, mark_undone
from core.store.confirmations import LaterBatch, forget_confirmations, hand_over, resting_on
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
from core.store.versioned_table import (
    LEDGER,
    LEDGER_TABLE,
    OFFICER_TABLE,
    OFFICERS,
    UNIT_TABLE,
    UNITS,
    BackCounts,
    VersionedTable,
    records_table,
)


class TakenBack(NamedTuple):
    """The outcome of an undo: what became of the batch's rows, and the later batches that carry some of them on."""

    counts: BackCounts
    carried: tuple[LaterBatch, ...]


def changed_later(store: Store, number: int) -> list[LaterBatch]:
    """Return the later batches that changed or withdrew rows as a batch had written them: they stay as they are."""
    query = "SELECT batch, count(*) FROM prior WHERE author = ? GROUP BY batch ORDER BY batch DESC"
    return [LaterBatch(*row) for row in store.db.execute(query, [number])]


def take_back(store: Store, batch: Batch, *, actor: str, now: int) -> TakenBack:
    """Take a batch out of rows, cube, coverage, freshness and notes. Raises StoreError (Chinese) where it cannot be."""
    _require_takeable(store, batch)
    forget_confirmations(store, batch.number)
    carried: Counter[int] = Counter()
    for versioned in _tables(store, batch):
        carried += hand_over(store, versioned, batch.number)
    counts = list(_take_back_rows(store, batch))
    take_back_coverage(store, batch.number)
    take_back_sources(store, batch.number)
    take_back_notes(store, batch.number)
    take_back_assumed(store, batch.number)
    if batch.kind == UNITS:
        counts.append(_take_back_units(store, batch.number))
    mark_undone(store, batch.number, actor=actor, now=now)
    sums = zip(*((count.removed, count.reverted, count.returned) for count in counts), strict=True)
    return TakenBack(BackCounts(*map(sum, sums)), tuple(LaterBatch(*row) for row in sorted(carried.items())))


def _require_takeable(store: Store, batch: Batch) -> None:
    if batch.undone_at is not None:
        raise StoreError(f"第 {batch.number} 批已经撤销过了。")
    if resting := resting_on(store, batch.number):
        newest = resting[0]
        numbers = "、".join(str(later.number) for later in resting)
        raise StoreError(
            f"第 {newest.number} 批的文件也说到第 {batch.number} 批的 {newest.rows} 行，而没有把它们说全；"
            f"撤销第 {batch.number} 批就与它不合。请先撤销第 {numbers} 批。"
        )


def _tables(store: Store, batch: Batch) -> tuple[VersionedTable, ...]:
    """The tables whose rows a batch may have written."""
    if batch.kind == UNITS:
        return (UNIT_TABLE,)
    if batch.kind == LEDGER:
        return (LEDGER_TABLE,)
    if batch.kind == OFFICERS:
        return records_table(store.catalogue, _posting_kind(store)), OFFICER_TABLE
    if batch.kind in store.catalogue.facts:
        return (records_table(store.catalogue, batch.kind),)
    raise StoreError(f"现在的目录里没有“{batch.kind}”这类记录，第 {batch.number} 批撤销不了：请先恢复目录。")


def _posting_kind(store: Store) -> str:
    return next(name for name, fact in store.catalogue.facts.items() if fact.postings)


def _take_back_rows(store: Store, batch: Batch) -> Iterator[BackCounts]:
    if batch.kind == LEDGER:
        yield take_back_ledger(store, batch.number)
    elif batch.kind == OFFICERS:
        yield take_back_records(store, _posting_kind(store), batch.number)
        require_unreferenced(store, "officer", _only_of_batch(store, "officer", batch.number), batch.number)
        yield take_back_officers(store, batch.number)
    elif batch.kind != UNITS:
        yield take_back_records(store, batch.kind, batch.number)


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
