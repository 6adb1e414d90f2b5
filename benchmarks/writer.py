"""Writes a few alerts at a time into a copy of a demonstration, each time a new data version."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from core.store.catalogue_tables import table_of
from core.store.open import open_store
from core.store.records import apply_records
from core.store.sqlite import connect

KIND = "alert"


def copy_database(db: Path, to: Path) -> Path:
    """A whole copy, what is still in the log included, brought up to this program if need be."""
    source = connect(db, read_only=True)
    target = connect(to, read_only=False)
    source.backup(target)
    target.execute("PRAGMA journal_mode = WAL")
    source.close()
    target.close()
    open_store(to, now=int(time.time())).close()
    return to


class Writer:
    """Repeats the newest valid alerts under new numbers."""

    def __init__(self, db: Path, rows: int) -> None:
        self._store = open_store(db)
        columns = list(self._store.catalogue.facts[KIND].columns)
        self._id = columns.index("id")
        sql = f"SELECT {', '.join(columns)} FROM {table_of(KIND)} WHERE class <> 'invalid' AND unit IS NOT NULL"
        self._newest: list[tuple[Any, ...]] = self._store.conn.execute(
            f"{sql} ORDER BY rowid DESC LIMIT ?", (rows,)
        ).fetchall()
        self.times = 0

    def write(self) -> int:
        """Adds them; returns the data version."""
        self.times += 1
        now = time.time_ns()
        rows = [(*row[: self._id], f"B{now}-{place}", *row[self._id + 1 :]) for place, row in enumerate(self._newest)]
        with self._store.write("benchmark", "records", KIND, now // 10**9):
            applied = apply_records(self._store, KIND, rows)
        assert applied.new == len(rows)
        return self._store.data_version()

    def close(self) -> None:
        """Closes the database."""
        self._store.close()
