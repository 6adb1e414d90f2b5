"""Loading alerts: the product's way against a bare executemany of the same rows: `python -m benchmarks.load DB`.

Bare is one plain table without a key, a check or an index, in one transaction.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.store.bulk_load import begin_bulk, end_bulk
from core.store.catalogue_tables import table_of
from core.store.create import create_store
from core.store.cube import rebuild_cube
from core.store.open import open_store
from core.store.records import load_records
from core.store.sqlite import sqlite3
from core.store.store import Store

ROWS, KIND = 1_000_000, "alert"
Rows = list[tuple[Any, ...]]


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(path: Path, columns: list[str], rows: Rows) -> None:
    """One plain table."""
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE plain ({', '.join(columns)})")
    connection.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * len(columns))})", rows)
    connection.commit()
    connection.close()


def empty_like(db: Path, path: Path) -> Store:
    """A database with the units and officers of another, and no records."""
    source = open_store(db, read_only=True)
    store = create_store(path, bureau=source.bureau, demo=True, now=0)
    with store.write("benchmark", "units", "", 0):
        store.db.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("unit_ancestor", "unit"):
            store.db.execute(f"DELETE FROM {table}")
        for table in ("unit", "unit_ancestor", "officer"):
            rows = source.conn.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                store.conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    source.close()
    return store


def measure(db: Path, most: int = ROWS) -> dict[str, Any]:
    """Both ways, over the newest rows of a database."""
    source = open_store(db, read_only=True)
    columns = list(source.catalogue.facts[KIND].columns)
    query = f"SELECT {', '.join(columns)} FROM {table_of(KIND)} ORDER BY rowid DESC LIMIT ?"
    rows: Rows = [tuple(row) for row in source.conn.execute(query, [most])][::-1]
    source.close()
    with tempfile.TemporaryDirectory(dir=db.parent) as folder:
        plain = seconds(lambda: bare(Path(folder) / "bare.db", columns, rows))
        store = empty_like(db, Path(folder) / "ours.db")
        times = {}
        with store.write("benchmark", "begin", "", 0):
            begin_bulk(store)
        with store.write("benchmark", "load", "", 0):
            times["rows"] = seconds(lambda: load_records(store, KIND, rows))
            times["cube"] = seconds(lambda: rebuild_cube(store))
        times["indexes"] = seconds(lambda: _end(store))
        store.close()
    facts = times["rows"] + times["indexes"]
    return {
        "rows": len(rows),
        "bare executemany s": plain,
        "rows s": times["rows"],
        "indexes s": times["indexes"],
        "facts ÷ bare": facts / plain,
        "cube s": times["cube"],
        "facts and cube ÷ bare": (facts + times["cube"]) / plain,
    }


def _end(store: Store) -> None:
    with store.write("benchmark", "end", "", 0):
        end_bulk(store)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    for name, value in measure(options.db, options.rows).items():
        print(f"{name:24} {value:,.3f}" if isinstance(value, float) else f"{name:24} {value:,}")


if __name__ == "__main__":
    main()
