"""Sums by DuckDB over the Parquet files: quick, and within a bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from core.board_files.sum_engine import Rows, SignedFile, fetched
from core.store.cube_queries import CellQuery
from core.store.dialect import DUCKDB
from core.store.duckdb_cells import private_settings

MEGABYTES = 512  # beyond which DuckDB spills; Python and what it hands over take as much beside it


class DuckdbEngine:
    """A database in memory, which spills into a folder beyond its limit."""

    dialect = DUCKDB
    rows_at_once = 2_000_000

    def __init__(self, scratch: Path, megabytes: int = MEGABYTES) -> None:
        self._connection = duckdb.connect(config=private_settings(f"{megabytes}MB", scratch))

    def take_units(self, unit: pa.Table, lines: pa.Table) -> None:
        """Copy them."""
        for name, table in (("unit", unit), ("unit_ancestor", lines)):
            self._connection.register("arriving", table)
            self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arriving")
            self._connection.unregister("arriving")

    def take_records(self, schema: pa.Schema, files: Sequence[SignedFile]) -> None:
        """Read the files where they lie, at each query."""
        columns, selects = ", ".join(f'"{name}"' for name in schema.names), []
        for sign in dict.fromkeys(file.sign for file in files):
            paths = ", ".join(_literal(file.path) for file in files if file.sign == sign)
            selects.append(f"SELECT {columns}, CAST({sign} AS BIGINT) AS sign FROM read_parquet([{paths}])")
        self._connection.execute(f"CREATE OR REPLACE VIEW records AS {' UNION ALL '.join(selects)}")

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows in a table."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def rows(self, query: CellQuery) -> Iterator[Rows]:
        """Yield the rows."""
        yield from fetched(self._connection.execute(query.in_order))

    def close(self) -> None:
        """Close the database."""
        self._connection.close()


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
