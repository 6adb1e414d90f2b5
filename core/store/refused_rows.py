"""How many rows of a kind of record were refused, and of which days: figures over them may be too low."""

from __future__ import annotations

from typing import NamedTuple

from core.store.store import Store
from core.time.spans import Span, subtract


class RefusedRows(NamedTuple):
    """So many rows of a file about these days were refused, and have not come in since."""

    file: str
    first: int
    last: int
    rows: int


def refused_rows(store: Store) -> dict[str, list[RefusedRows]]:
    """All that is noted, by kind of record."""
    found: dict[str, list[RefusedRows]] = {}
    query = "SELECT kind, file, first, last, rows FROM refused_rows ORDER BY kind, first, file"
    for kind, *rest in store.db.execute(query):
        found.setdefault(kind, []).append(RefusedRows(*rest))
    return found


def update_refused(noted: list[RefusedRows], file: str, days: Span, rows: int, *, complete: bool) -> list[RefusedRows]:
    """What is to be noted once a file about these days is in.

    A file of the same name, or one that is complete for the bureau, takes these days over; any other tells nothing of
    what an earlier one lacks. What is noted of further days stays.
    """
    rest = []
    for one in noted:
        if one.file == file or complete:
            rest += [RefusedRows(one.file, *span, one.rows) for span in subtract((one.first, one.last), [days])]
        else:
            rest.append(one)
    return sorted([*rest, RefusedRows(file, *days, rows)] if rows else rest)


def store_refused(store: Store, kind: str, noted: list[RefusedRows]) -> None:
    """Keeps this, and nothing else, of a kind of record."""
    store.require_transaction()
    store.db.execute("DELETE FROM refused_rows WHERE kind = ?", [kind])
    for one in noted:
        store.db.execute("INSERT INTO refused_rows VALUES (?, ?, ?, ?, ?)", [kind, *one])
