"""Batches (批次): each write of data has a number, by which it can be looked at and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from core.store.sqlite import StoreError
from core.store.store import Store
from core.time.day_spans import DaySpan

Act = Literal["import", "withdraw", "change"]
_COLUMNS = "number, at, actor, act, kind, file, read, new, changed, same, withdrawn, refused, first, last"


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """Rows of a batch by what became of them."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch about to be written. `detail` is its line of the trail, behind its number."""

    act: Act
    kind: str
    file: str
    counts: BatchCounts
    days: DaySpan | None
    detail: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands in the database; `undone_at` and `undone_by` once it has been taken back."""

    number: int
    at: int
    actor: str
    act: Act
    kind: str
    file: str
    counts: BatchCounts
    days: DaySpan | None
    undone_at: int | None
    undone_by: str | None


@contextmanager
def batch_write(store: Store, batch: NewBatch, *, actor: str, now: int) -> Iterator[int]:
    """Open a transaction that is a batch, with its line of the trail; yield its number."""
    number = _next_number(store)
    with store.write(actor, batch.act, f"第 {number} 批 {batch.detail}", now):
        if number != _next_number(store):
            raise StoreError("同时有另一个写入，什么也没有写入：请再做一次。")
        counts, (first, last) = batch.counts, batch.days or (None, None)
        store.db.execute(
            f"INSERT INTO batch ({_COLUMNS}, data_version) VALUES ({', '.join('?' * 15)})",
            [
                *(number, now, actor, batch.act, batch.kind, batch.file),
                *(counts.read, counts.new, counts.changed, counts.same, counts.withdrawn, counts.refused),
                *(first, last, store.data_version()),
            ],
        )
        store.batch = number
        try:
            yield number
        finally:
            store.batch = None


def batches(store: Store) -> list[Batch]:
    """Return all batches, the newest first."""
    rows = store.db.execute(f"SELECT {_COLUMNS}, undone_at, undone_by FROM batch ORDER BY number DESC")
    return [_batch(row) for row in rows]


def find_batch(store: Store, number: int) -> Batch:
    """Return a batch. Raises LookupError (Chinese) if there is none of this number."""
    row = store.db.execute(f"SELECT {_COLUMNS}, undone_at, undone_by FROM batch WHERE number = ?", [number]).fetchone()
    if row is None:
        raise LookupError(f"没有第 {number} 批：用 fengjing batch list 看有哪些批次")
    return _batch(row)


def mark_undone(store: Store, number: int, *, actor: str, now: int) -> None:
    """Note on a batch that it has been taken back, within the open transaction."""
    store.require_transaction()
    store.db.execute(
        "UPDATE batch SET undone_at = ?, undone_by = ?, undone_version = ? WHERE number = ?",
        [now, actor, store.data_version(), number],
    )


def _next_number(store: Store) -> int:
    return int(store.db.execute("SELECT ifnull(max(number), 0) + 1 FROM batch").fetchone()[0])


def _batch(row: tuple[object, ...]) -> Batch:
    number, at, actor, act, kind, file, read, new, changed, same, withdrawn, refused, first, last, *undone = row
    counts = BatchCounts(read, new, changed, same, withdrawn, refused)  # type: ignore[arg-type]  # columns of the table
    days = None if first is None else (first, last)
    return Batch(number, at, actor, act, kind, file, counts, days, *undone)  # type: ignore[arg-type]  # likewise
