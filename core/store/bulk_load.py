"""The first load of a database (首次装载): many records at once, without their indexes; the cube is filled afterwards.

The indexes of the records are taken off while it lasts and made at its end, which is quicker than keeping them
up and leaves them smaller. Their statements are kept in the database, so that a load that was interrupted can
go on in another process.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.store.catalogue_tables import table_of
from core.store.store import Store

INDEXES = "bulk_indexes"
CACHE_KIBIBYTES = 48 * 1024  # for the sorting of indexes; the rest of a load needs less


def begin_bulk(store: Store) -> None:
    """Take the indexes of the records off, inside the transaction that is open."""
    tables = [table_of(kind) for kind in store.catalogue.facts]
    marks = ", ".join("?" * len(tables))
    indexes = store.db.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",
        tables,
    ).fetchall()
    store.set_meta(INDEXES, json.dumps([sql for _, sql in indexes]))
    for name, _ in indexes:
        store.db.execute(f"DROP INDEX {name}")


def end_bulk(store: Store, report_progress: Callable[[float], None] = lambda _done: None) -> None:
    """Put the indexes back, inside the transaction that is open; `report_progress` gets the share that is done."""
    store.require_transaction()
    statements = json.loads(str(store.meta(INDEXES) or "[]"))
    with _cache(store, CACHE_KIBIBYTES):
        for number, statement in enumerate(statements, start=1):
            store.db.execute(statement)
            report_progress(number / len(statements))
    store.db.execute("DELETE FROM meta WHERE key = ?", [INDEXES])


@contextmanager
def _cache(store: Store, kibibytes: int) -> Iterator[None]:
    before = store.db.execute("PRAGMA cache_size").fetchone()[0]
    store.db.execute(f"PRAGMA cache_size = -{kibibytes}")
    try:
        yield
    finally:
        store.db.execute(f"PRAGMA cache_size = {before}")
