"""Takes a batch back (撤销): rows, cube, coverage, freshness and notes are as if it had never come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.intake.mapping.names import kind_name
from core.intake.officers import posting_kind
from core.intake.source_days import record_days
from core.store.batches import Batch, find_batch
from core.store.catalogue_tables import table_of
from core.store.confirmations import LaterBatch
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.undo import changed_later, take_back
from core.store.units import unit_tree
from core.store.versioned_table import LEDGER, LEDGER_TABLE, BackCounts
from core.time.day_spans import span_text


@dataclass(frozen=True, slots=True)
class UndoReport:
    """Outcome of an undo: the batch, what became of its rows, and the later batches whose rows stay.

    `kept` changed rows of the batch; `carried` had brought some of them just the same, and have them from now on.
    """

    batch: Batch
    counts: BackCounts
    kept: tuple[LaterBatch, ...]
    carried: tuple[LaterBatch, ...] = ()


def undo_batch(store: Store, number: int, *, now: int, actor: str) -> UndoReport:
    """Takes a batch back in one transaction with its line of the trail.

    Where a later batch changed a row, or brought it again just the same, that one stays. Raises LookupError if
    there is no such batch, and StoreError
    (Chinese, with the batch that must be taken back before) where a contradiction would be left.
    """
    batch = find_batch(store, number)
    detail = f"第 {number} 批 {kind_name(batch.kind, store.catalogue)} {batch.file}".rstrip()
    with store.write(actor, "undo", detail, now):
        batch = find_batch(store, number)
        kept = tuple(changed_later(store, number))
        returning = _withdrawn_ledger(store, number)
        reverting = _changed_postings(store, number)
        counts, carried = take_back(store, batch, actor=actor, now=now)
        for fault in (*_double_sources(store, returning), *_double_posts(store, reverting)):
            raise StoreError(f"第 {number} 批现在撤销不了：{fault}")
    return UndoReport(batch, counts, kept, carried)


def _withdrawn_ledger(store: Store, number: int) -> list[str]:
    """The ids of ledger rows that the batch withdrew and nobody has brought again."""
    query = "SELECT id FROM tombstone WHERE kind = ? AND batch = ?"
    return [row_id for (row_id,) in store.db.execute(query, [LEDGER, number])]


def _double_sources(store: Store, returning: list[str]) -> Iterator[str]:
    """Say what else speaks by now of the days of ledger rows that return: each unit, measure and day has one source."""
    records = record_days(store, unit_tree(store)) if returning else {}
    for row_id in returning:
        row = store.db.execute(
            f"SELECT measure, unit, first, last, source FROM ledger WHERE {LEDGER_TABLE.id_sql('ledger')} = ?",
            [row_id],
        ).fetchone()
        if row is None:  # it had come with a batch that has been taken back
            continue
        measure, unit, first, last, source = row
        kind = store.catalogue.measures[measure].fact
        if kind and (run := records[kind].last_overlap(unit, (first, last))):
            zh = store.catalogue.facts[kind].zh
            batch = _last_batch(
                store, "coverage_claim WHERE kind = ? AND first <= ? AND last >= ?", [kind, last, first]
            )
            yield f"{span_text(run)} 已改由{zh}记录计数，同一天只能有一个来源。{batch}"
        others = "ledger WHERE measure = ? AND unit = ? AND first <= ? AND last >= ? AND source <> ?"
        values = [measure, unit, last, first, source]
        if store.db.execute(f"SELECT 1 FROM {others}", values).fetchone():
            yield f"{span_text((first, last))} 已由另一来源报过。{_last_batch(store, others, values)}"


def _changed_postings(store: Store, number: int) -> list[str]:
    """The officers whose postings the batch changed or withdrew."""
    kind, _ = posting_kind(store)
    query = "SELECT DISTINCT substr(id, 1, length(id) - 11) FROM prior WHERE kind = ? AND batch = ?"
    return [officer for (officer,) in store.db.execute(query, [kind, number])]


def _double_posts(store: Store, officers: list[str]) -> Iterator[str]:
    """Officers of these who would serve in two posts at a time."""
    kind, _ = posting_kind(store)
    query = (
        f"SELECT a.officer, max(ifnull(a.batch, 0), ifnull(b.batch, 0)) FROM {table_of(kind)} a "
        f"JOIN {table_of(kind)} b ON b.officer = a.officer AND b.from_day > a.from_day "
        "AND b.from_day < ifnull(a.to_day, b.from_day + 1) WHERE a.officer = ?"
    )
    for officer in officers:
        for name, batch in store.db.execute(query, [officer]).fetchall():
            yield f"{name} 会同时有两个任职，重复计数。请先撤销第 {batch} 批。"


def _last_batch(store: Store, rows: str, values: list[object]) -> str:
    """Return what to take back before, where a batch brought these rows."""
    number = store.db.execute(f"SELECT max(batch) FROM {rows}", values).fetchone()[0]
    return f"请先撤销第 {number} 批。" if number else ""
