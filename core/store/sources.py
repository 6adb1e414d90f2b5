"""Freshness: the last day that each source covers and when it was last loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.store.batch_tables import BASELINE
from core.store.store import Store
from core.time.days import to_date

MAX_SOURCES = 256  # whose ages are kept; a bureau has a dozen


@dataclass(frozen=True, slots=True)
class SourceAge:
    """The freshness of a source: the last day it covers, and when it was last loaded (epoch seconds)."""

    id: str
    zh: str
    covers_to: date
    loaded_at: int


def touch_source(store: Store, source: str, zh: str, covers_to: int, now: int) -> None:
    """Note, for the open batch, that a source was loaded now and covers up to a day; what it covered stays covered."""
    store.require_transaction()
    batch = BASELINE if store.batch is None else store.batch
    store.db.execute(
        "INSERT INTO source_claim VALUES (?, ?, ?, ?, ?) ON CONFLICT (batch, source) DO UPDATE SET zh = excluded.zh, "
        "covers_to = max(covers_to, excluded.covers_to), loaded_at = excluded.loaded_at",
        [batch, source, zh, covers_to, now],
    )
    _refresh(store, source)


def take_back_sources(store: Store, batch: int) -> None:
    """Let the sources of a batch be as fresh as they are without it."""
    store.require_transaction()
    touched = store.db.execute("SELECT source FROM source_claim WHERE batch = ?", [batch]).fetchall()
    store.db.execute("DELETE FROM source_claim WHERE batch = ?", [batch])
    for (source,) in touched:
        _refresh(store, source)


def _refresh(store: Store, source: str) -> None:
    """Put together what the batches say of a source: the furthest day, and the name and time of the latest load."""
    store.db.execute("DELETE FROM source WHERE id = ?", [source])
    store.db.execute(
        "INSERT INTO source SELECT source, zh, (SELECT max(covers_to) FROM source_claim WHERE source = ?1), loaded_at "
        "FROM source_claim WHERE source = ?1 ORDER BY loaded_at DESC, batch DESC LIMIT 1",
        [source],
    )


def source_ages(store: Store) -> dict[str, SourceAge]:
    """Return all the sources by id: a kind of record, or `ledger:` and the source's name."""
    rows = store.db.execute("SELECT id, zh, covers_to, loaded_at FROM source ORDER BY id")
    return {row[0]: _source_age(*row) for row in rows}


@lru_cache(maxsize=MAX_SOURCES)
def _source_age(name: str, zh: str, covers_to: int, loaded_at: int) -> SourceAge:
    """Return what a row says: a write leaves most of them as they were."""
    return SourceAge(name, zh, to_date(covers_to), loaded_at)
