"""Checks that whatever names a batch names one that stands, and that coverage is what the batches claim."""

from __future__ import annotations

from collections.abc import Iterator

from core.store.catalogue_tables import table_of
from core.store.coverage import coverage_faults
from core.store.store import Store

_NAMING = (
    *(
        ("unit", "batch"),
        ("unit_change", "batch"),
        ("officer", "batch"),
        ("ledger", "batch"),
        ("prior", "batch"),
        ("prior", "author"),
    ),
    *(("tombstone", "batch"), ("batch_same", "batch"), ("batch_same", "author"), ("confirmation", "batch")),
    *(("confirmation", "author"), ("coverage_claim", "batch"), ("source_claim", "batch"), ("refused_note", "batch")),
    *(("refused_row", "settled_by"), ("refused_takeover", "batch")),
)


def batch_faults(store: Store) -> Iterator[str]:
    """Yield every fault as a Chinese sentence."""
    facts = [(table_of(kind), "batch") for kind in store.catalogue.facts]
    for table, column in (*_NAMING, *facts):
        rows = store.db.execute(
            f"SELECT count(*) FROM {table} WHERE {column} > 0 "
            f"AND {column} NOT IN (SELECT number FROM batch WHERE undone_at IS NULL)"
        ).fetchone()[0]
        if rows:
            yield f"{table} 有 {rows} 行属于不存在或已撤销的批次"
    names = {kind: fact.zh for kind, fact in store.catalogue.facts.items()}
    for kind in coverage_faults(store):
        yield f"“{names.get(kind, kind)}”齐全的天数与各批所说的不一致"
