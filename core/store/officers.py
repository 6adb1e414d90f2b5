"""Officers (民警、辅警): a number and a name. Where and when they serve are the postings."""

from __future__ import annotations

from collections.abc import Iterable

from core.store.store import Store


def add_officers(store: Store, officers: Iterable[tuple[str, str]]) -> int:
    """Add officers or correct their names, within the open transaction; returns how many rows changed."""
    store.require_transaction()
    cursor = store.conn.executemany(
        "INSERT INTO officer (id, name) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
        officers,
    )
    return int(cursor.rowcount)
