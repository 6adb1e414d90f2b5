"""Keeping the cube up: 10,000 new and 1,000 corrected alerts, with and without it: `python -m benchmarks.upkeep`.

Works on a copy of the database, rolls every trial back, and compares with a rebuild of the whole cube.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.store.catalogue_tables import table_of
from core.store.cube import rebuild_cube
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import Store

NEW, CORRECTED = 10_000, 1_000
KIND = "alert"


def changes(store: Store, new: int, corrected: int) -> list[tuple[Any, ...]]:
    """New alerts and corrections of known ones, drawn from the alerts that there are."""
    draw = random.Random(1)
    columns = list(store.catalogue.facts[KIND].columns)
    newest = store.conn.execute(
        f"SELECT {', '.join(columns)} FROM {table_of(KIND)} ORDER BY rowid DESC LIMIT ?", [new + corrected]
    ).fetchall()
    at, flag = columns.index("id"), columns.index("on_scene")
    rows = []
    for index, row in enumerate(newest):
        values = list(row)
        if index < corrected:
            values[flag] = 1 - values[flag]
        else:
            values[at] = f"new{index}-{draw.random()}"
        rows.append(tuple(values))
    return rows


def rolled_back(store: Store, work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one transaction's work; nothing of it stays."""
    store.conn.execute("BEGIN IMMEDIATE")
    try:
        start = time.perf_counter()
        result = work()
        return time.perf_counter() - start, result
    finally:
        store.conn.execute("ROLLBACK")


def bare_writes(store: Store, rows: list[tuple[Any, ...]]) -> None:
    """The same rows written, old versions replaced, without the cube."""
    columns = list(store.catalogue.facts[KIND].columns)
    table = table_of(KIND)
    store.conn.executemany(f"DELETE FROM {table} WHERE id = ?", [(row[columns.index("id")],) for row in rows])
    marks = ", ".join("?" * len(columns))
    store.conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def measure(db: Path, new: int = NEW, corrected: int = CORRECTED, times: int = 5) -> dict[str, Any]:
    """Medians of some trials, on a copy."""
    with tempfile.TemporaryDirectory(dir=db.parent) as folder:
        copy = Path(folder) / "copy.db"
        shutil.copy(db, copy)
        store = open_store(copy)
        rows = changes(store, new, corrected)
        with_cube = [rolled_back(store, lambda: apply_records(store, KIND, rows)) for _ in range(times)]
        without = [rolled_back(store, lambda: bare_writes(store, rows))[0] for _ in range(times)]
        rebuilt, _ = rolled_back(store, lambda: rebuild_cube(store))
        store.close()
    kept_seconds, bare = sorted(t for t, _ in with_cube)[times // 2], sorted(without)[times // 2]
    applied: Any = with_cube[0][1]
    return {
        "rows": len(rows),
        "new": applied.new,
        "changed": applied.changed,
        "cells a fact": applied.cells / len(rows),
        "with cube s": kept_seconds,
        "without s": bare,
        "ratio": kept_seconds / bare,
        "rebuild s": rebuilt,
        "part of a rebuild": kept_seconds / rebuilt,
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument("--json", type=Path, help="where to write the numbers")
    options = parser.parse_args()
    result = measure(options.db)
    for name, value in result.items():
        print(f"{name:18} {value:,.3f}" if isinstance(value, float) else f"{name:18} {value:,}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
