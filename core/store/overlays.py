"""The bureau's own catalogue files (overlays), kept in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.store.assumed import forget_assumed
from core.store.catalogue_tables import cube_signature, kinds_with_tables, make_fact_tables, table_of
from core.store.cube import rebuild_cube
from core.store.fact_table_upgrade import upgrade_fact_tables
from core.store.refused_rows import forget_notes
from core.store.sqlite import StoreError
from core.store.store import Store


def stored_overlays(db: Database) -> dict[str, str]:
    """Return the catalogue files that a database holds (name → text), in their order."""
    return dict(db.execute("SELECT name, text FROM catalogue_file ORDER BY position").fetchall())


def rules_digest(overlays: Mapping[str, str]) -> str:
    """Return a digest of the bureau's own catalogue files: by others another figure may be hidden."""
    return hashlib.sha256(repr(dict(overlays)).encode()).hexdigest()


def follow_overlays(store: Store) -> None:
    """Load the catalogue anew where another process has put other files in place of the bureau's own.

    Raises StoreError (Chinese) where this program cannot read them, or the cube was made by another program's.
    """
    overlays = stored_overlays(store.db)
    if overlays == store.overlays:
        return
    try:
        catalogue = load_catalogue(overlays)
    except CatalogueError as error:
        raise StoreError(f"本局目录文件已换，本程序读不了：{error}") from error
    if store.meta("cube_signature") != cube_signature(catalogue):
        raise StoreError("本局目录文件已由另一版本的程序更换，请重新启动本程序。")
    store.catalogue, store.overlays = catalogue, overlays


def keep_overlays(store: Store, overlays: Mapping[str, str]) -> None:
    """Keep catalogue files (name → text) in their order, inside the open transaction."""
    for position, (name, text) in enumerate(overlays.items()):
        store.db.execute("INSERT INTO catalogue_file VALUES (?, ?, ?)", [name, position, text])


def replace_overlays(store: Store, overlays: Mapping[str, str], *, actor: str, now: int) -> Store:
    """Put other catalogue files in place of the bureau's own and rebuild tables and cube by them.

    Raises CatalogueError, before anything is written, if they are broken, and StoreError (Chinese), with nothing
    written, where records of a kind that is declared no more, or otherwise, would be lost.
    """
    before = store.catalogue, store.overlays
    catalogue = load_catalogue(overlays)
    try:
        with store.write(actor, "catalogue", ", ".join(overlays), now):
            store.catalogue, store.overlays = catalogue, dict(overlays)
            store.db.execute("DELETE FROM catalogue_file")
            keep_overlays(store, overlays)
            for kind in kinds_with_tables(store.db):
                if kind not in catalogue.facts:
                    _drop_kind(store, kind, before[0].facts[kind].zh if kind in before[0].facts else kind)
            upgrade_fact_tables(store.db, catalogue)
            make_fact_tables(store.db, catalogue)
            rebuild_cube(store)
    except BaseException:
        store.catalogue, store.overlays = before
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
