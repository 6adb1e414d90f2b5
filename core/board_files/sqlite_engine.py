"""Sums by SQLite itself: slow, and needs nothing that is not there already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from core.board_files.sum_engine import Rows, SignedFile, fetched
from core.store.cube_queries import CellQuery
from core.store.dialect import SQLITE
from core.store.sqlite import sqlite3


class SqliteEngine:
    """A database of its own, in a temporary file that goes with it."""

    dialect = SQLITE
    rows_at_once = 400_000

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)

    def take_units(self, unit: pa.Table, lines: pa.Table) -> None:
        """Copy them."""
        self._connection.execute("CREATE TABLE unit (id INTEGER PRIMARY KEY, kind TEXT)")
        self._fill("unit", unit)
        key = "PRIMARY KEY (unit, ancestor, first)"
        columns = f"unit INTEGER, ancestor INTEGER, kind TEXT, first INTEGER, last INTEGER, {key}"
        self._connection.execute(f"CREATE TABLE unit_ancestor ({columns}) WITHOUT ROWID")
        self._fill("unit_ancestor", lines)

    def take_records(self, schema: pa.Schema, files: Sequence[SignedFile]) -> None:
        """Copy the rows of the files."""
        self._connection.execute("DROP TABLE IF EXISTS records")
        self._connection.execute(f"CREATE TABLE records ({', '.join(schema.names)}, sign INTEGER NOT NULL)")
        for file in files:
            for batch in pq.ParquetFile(file.path).iter_batches(batch_size=50_000, columns=schema.names):
                table = pa.Table.from_batches([batch]).select(schema.names)
                self._fill("records", table.append_column("sign", pa.array([file.sign] * table.num_rows, pa.int64())))

    def _fill(self, name: str, table: pa.Table) -> None:
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        marks = ", ".join("?" * table.num_columns)
        self._connection.executemany(f"INSERT INTO {name} ({', '.join(table.column_names)}) VALUES ({marks})", rows)

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows in a table."""
        self._connection.execute(f"DROP TABLE IF EXISTS {name}")
        self._connection.execute(f"CREATE TABLE {name} AS {sql}")

    def rows(self, query: CellQuery) -> Iterator[Rows]:
        """Yield the rows."""
        yield from fetched(self._connection.execute(query.in_order))

    def close(self) -> None:
        """Close the database, which takes its file along."""
        self._connection.close()
