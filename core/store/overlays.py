"""The bureau's own catalogue files (overlays), kept in the database."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.load import load_catalogue
from core.store.assumed import forget_assumed
from core.store.catalogue_tables import make_fact_tables, table_of
from core.store.cube import rebuild_cube
from core.store.fact_table_upgrade import upgrade_fact_tables
from core.store.refused_rows import forget_notes
from core.store.sqlite import StoreError
from core.store.store import Store


def keep_overlays(store: Store, overlays: Mapping[str, str]) -> None:
    """Keep catalogue files (name → text) in their order, inside the open transaction."""
    for position, (name, text) in enumerate(overlays.items()):
        store.db.execute("INSERT INTO catalogue_file VALUES (?, ?, ?)", [name, position, text])


def replace_overlays(store: Store, overlays: Mapping[str, str], *, actor: str, now: int) -> Store:
    """Put other catalogue files in place of the bureau's own and rebuild tables and cube by them.

    Raises CatalogueError, before anything is written, if they are broken, and StoreError (Chinese), with nothing
    written, where records of a kind that is declared no more, or otherwise, would be lost.
    """
    before = store.catalogue
    catalogue = load_catalogue(overlays)
    try:
        with store.write(actor, "catalogue", ", ".join(overlays), now):
            store.catalogue = catalogue
            store.db.execute("DELETE FROM catalogue_file")
            keep_overlays(store, overlays)
            for kind in [kind for kind in before.facts if kind not in catalogue.facts]:
                _drop_kind(store, kind, before.facts[kind].zh)
            upgrade_fact_tables(store.db, catalogue)
            make_fact_tables(store.db, catalogue)
            rebuild_cube(store)
    except BaseException:
        store.catalogue = before
        raise
    return store


def _drop_kind(store: Store, kind: str, zh: str) -> None:
    """Take away the table of a kind that is declared no more, if it is empty."""
    rows = store.db.execute(f"SELECT count(*) FROM {table_of(kind)}").fetchone()[0]
    if rows:
        raise StoreError(
            f"新的目录文件里没有“{zh}”（{kind}），而数据库里有 {rows} 条这样的记录：请连同声明它的文件一起换用。"
        )
    store.db.execute(f"DROP TABLE {table_of(kind)}")
    forget_notes(store, kind)
    forget_assumed(store, kind)
    for table in ("coverage", "coverage_claim"):
        store.db.execute(f"DELETE FROM {table} WHERE kind = ?", [kind])
    store.db.execute("DELETE FROM source WHERE id = ?", [kind])
    store.db.execute("DELETE FROM source_claim WHERE source = ?", [kind])
