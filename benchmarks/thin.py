"""The same bureau with a part of its records: for showing that a board costs no more with more records."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.store.catalogue_tables import table_of
from core.store.cube import rebuild_cube
from core.store.open import open_store


def thinned(db: Path, out: Path, keep: int) -> Path:
    """Every `keep`-th record of each kind but the postings, in a copy of a database made by fengjing seed."""
    out.unlink(missing_ok=True)
    shutil.copy(db, out)
    store = open_store(out, now=0)
    with store.write("benchmark", "thin", f"1 of {keep}", 0):
        for kind, fact in store.catalogue.facts.items():
            if not fact.postings:
                store.db.execute(f"DELETE FROM {table_of(kind)} WHERE rowid % {keep} <> 0")
        rebuild_cube(store)
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return out
