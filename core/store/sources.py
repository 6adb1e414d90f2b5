"""Freshness: the last day that each source covers and when it was last loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.store.store import Store
from core.time.days import to_date


@dataclass(frozen=True, slots=True)
class SourceAge:
    """The freshness of a source: the last day it covers, and when it was last loaded (epoch seconds)."""

    id: str
    zh: str
    covers_to: date
    loaded_at: int


def touch_source(store: Store, source: str, zh: str, covers_to: int, now: int) -> None:
    """Note that a source was loaded now and covers up to a day; days that it covered before stay covered."""
    store.require_transaction()
    store.db.execute(
        "INSERT INTO source VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET zh = excluded.zh, "
        "covers_to = max(covers_to, excluded.covers_to), loaded_at = excluded.loaded_at",
        [source, zh, covers_to, now],
    )


def source_ages(store: Store) -> dict[str, SourceAge]:
    """Return all the sources by id: a kind of record, or `ledger:` and the source's name."""
    rows = store.db.execute("SELECT id, zh, covers_to, loaded_at FROM source ORDER BY id")
    return {name: SourceAge(name, zh, to_date(covers), loaded) for name, zh, covers, loaded in rows}
