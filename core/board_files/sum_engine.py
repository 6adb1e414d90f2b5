"""The protocol of engines that sum records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

from core.store.cube_queries import CellQuery
from core.store.dialect import Dialect

Rows = list[tuple[Any, ...]]
FETCHED = 10_000  # rows at a time


class SignedFile(NamedTuple):
    """A Parquet file of records, and whether they come (1) or go (−1)."""

    path: Path
    sign: int
    rows: int


class SumEngine(Protocol):
    """Sums records that lie in Parquet files by queries in its own dialect."""

    dialect: Dialect
    rows_at_once: int  # records of a kind that it is given at a time, unless a single file has more

    def take_units(self, unit: pa.Table, lines: pa.Table) -> None:
        """Have the relations `unit` (id, kind) and `unit_ancestor` (unit, ancestor, kind, first, last)."""

    def take_records(self, schema: pa.Schema, files: Sequence[SignedFile]) -> None:
        """Have the relation `records`: the rows of these files, in place of any before, each with its `sign`."""

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows of a query as a relation, in place of the one before."""

    def rows(self, query: CellQuery) -> Iterator[Rows]:
        """Yield the rows of a query in the order of their keys, some at a time."""

    def close(self) -> None:
        """Let go of what it holds."""


class Cursor(Protocol):
    """A cursor of a database, as Python's databases have it."""

    def fetchmany(self, size: int, /) -> Rows:
        """Return the next rows; none at the end."""


def fetched(cursor: Cursor) -> Iterator[Rows]:
    """Yield all rows of a cursor, so many at a time."""
    while rows := cursor.fetchmany(FETCHED):
        yield rows
