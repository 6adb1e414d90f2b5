"""All that a database says, but for what only tells that something happened: trail, batches, versions."""

from __future__ import annotations

from typing import Any

from core.store.catalogue_tables import GRAINS, cube_columns
from core.store.store import Store

HISTORY = ("audit", "batch", "meta", "cube_change", "sqlite_sequence")
State = dict[str, list[tuple[Any, ...]]]


def state(store: Store) -> State:
    """The rows of every table, in order. Cells of the cube that are all zero say nothing, and are left out."""
    return {table: sorted(_rows(store, table), key=repr) for table in store.db.table_names() if table not in HISTORY}


def differences(before: State, after: State) -> dict[str, tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    """By table, the rows that only the one and only the other has."""
    found = {}
    for table in before.keys() | after.keys():
        old, new = before.get(table, []), after.get(table, [])
        if old != new:
            found[table] = ([row for row in old if row not in new], [row for row in new if row not in old])
    return found


def _rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    where = ""
    if table in GRAINS:
        where = " WHERE " + (" OR ".join(f"{column} <> 0" for column in cube_columns(store.catalogue, table)) or "0")
    rows: list[tuple[Any, ...]] = store.db.execute(f"SELECT * FROM {table}{where}").fetchall()
    return rows
