"""Officers (民警、辅警): a number and a name. Where and when they serve are the postings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.store.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection


def add_officers(store: Store, officers: Iterable[tuple[str, str]]) -> int:
    """Adds officers or corrects their names, within the open transaction; returns how many rows changed."""
    store.require_transaction()
    cursor = store.conn.executemany(
        "INSERT INTO officer (id, name) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
        officers,
    )
    return int(cursor.rowcount)


def officer_names(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """The names of officers by number. Who may see them: core/access/names.py."""
    return dict(
        connection.execute(
            "SELECT id, name FROM officer WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(list(numbers))]
        )
    )
