"""Takes the indexes of a table off while many rows come in: making them anew is quicker than to keep them up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

LEAST_ROWS = 10_000  # fewer are written sooner than the rest is counted
GROWTH = 0.5  # of the rows that are there: a row costs three times as much to add to the indexes as to make them


@contextmanager
def paused_indexes(db: Database, table: str, new: int) -> Iterator[None]:
    """Inside the transaction that is open, do without the indexes of a table if so many new rows are worth it."""
    if new < LEAST_ROWS or new < GROWTH * int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]):
        yield
        return
    indexes = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?", [table]
    ).fetchall()
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        db.execute(sql)
