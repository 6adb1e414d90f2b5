"""Tables that a board file takes over from an export as they are: units and their history, ledger, coverage, notes."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.facts.manifest import Manifest
from core.facts.tables import kept_tables
from core.store.errors import StoreError
from core.store.store import Store

OVERLAYS = "catalogue_file"


def read_table(folder: Path, manifest: Manifest, name: str) -> pa.Table:
    """Return a table of an export. Raises StoreError (Chinese) where it has none."""
    if name not in manifest.tables:
        raise StoreError(f"{folder} 里没有表 {name}：由另一版本的枫警导出，请重新导出。")
    return pq.read_table(folder / manifest.tables[name].path)


def exported_overlays(folder: Path, manifest: Manifest) -> dict[str, str]:
    """Return the bureau's own catalogue files (name → text) that the records were exported with, in their order."""
    rows = read_table(folder, manifest, OVERLAYS).sort_by("position").to_pylist()
    return {row["name"]: row["text"] for row in rows}


def carry_tables(store: Store, folder: Path, manifest: Manifest) -> None:
    """Put the export's tables in place of the board's, but for its catalogue, inside the open transaction."""
    names = [exported.name for exported in kept_tables(with_names=True) if exported.name != OVERLAYS]
    marks = ", ".join("?" * len(names))
    query = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})"
    for (trigger,) in store.db.execute(query, names).fetchall():
        store.db.execute(f"DROP TRIGGER {trigger}")  # they guard rows that are written here, and nobody writes here
    for name in reversed(names):
        store.db.execute(f"DELETE FROM {name}")
    for name in names:
        table = read_table(folder, manifest, name)
        marks = ", ".join("?" * table.num_columns)
        store.conn.executemany(
            f"INSERT INTO {name} ({', '.join(table.column_names)}) VALUES ({marks})",
            zip(*(column.to_pylist() for column in table.columns), strict=True),
        )
