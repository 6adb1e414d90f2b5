"""Makes a new database: its fixed tables, the bureau as its root unit, and the tables that follow the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.store import schema
from core.store.catalogue_tables import cube_signature, make_cube_tables, make_fact_tables
from core.store.overlays import keep_overlays
from core.store.sqlite import APPLICATION_ID, StoreError, connect
from core.store.store import ROOT, Store

LONGEST_BUREAU_NAME = 64


def create_store(path: Path, *, bureau: str, demo: bool, now: int, overlays: Mapping[str, str] | None = None) -> Store:
    """Make a new database with the bureau as its root unit. Raises StoreError if the file exists.

    `overlays` are the bureau's own catalogue files (name → text); they are kept in the database.
    Raises CatalogueError, before any file is made, if they are broken.
    """
    if path.exists():
        raise StoreError(f"文件已存在：{path}。请换一个路径，或先移走它。")
    if not 1 <= len(bureau.strip()) <= LONGEST_BUREAU_NAME:
        raise StoreError(f"单位名称要有 1 到 {LONGEST_BUREAU_NAME} 个字。")
    catalogue = load_catalogue(overlays)
    connection = connect(path, read_only=False)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        store = Store(path, Database(connection), catalogue, overlays or {})
        schema.migrations.apply(store.db)
        connection.execute(f"PRAGMA user_version = {schema.LATEST}")
        connection.execute("INSERT INTO meta VALUES ('demo', ?), ('bureau', ?)", [int(demo), bureau])
        with store.write("system", "create", bureau, now):
            keep_overlays(store, overlays or {})
            _make_root(store, bureau)
            make_fact_tables(store.db, catalogue)
            make_cube_tables(store.db, catalogue)
            store.set_meta("cube_signature", cube_signature(catalogue))
    except BaseException:
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        raise
    return store


def _make_root(store: Store, bureau: str) -> None:
    store.db.execute("INSERT INTO unit (id, code, name, kind) VALUES (?, ?, ?, 'bureau')", [ROOT, bureau, bureau])
    store.db.execute("INSERT INTO unit_ancestor VALUES (?, ?, 'bureau')", [ROOT, ROOT])
