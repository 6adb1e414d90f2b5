"""Sums all the records of a database into the cells of the cube by DuckDB, several times quicker than SQLite does.

Records leave SQLite over the connection that is open, so that what its transaction has written counts too, and sums
come back over it. While DuckDB sums some records the next are read; while some cells are written it makes the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.store.catalogue_tables import GRAIN_KEYS, GRAINS, table_of
from core.store.column_text import read_slice, rowids_of, schema_of, slices_of
from core.store.cube_queries import LEAF, CubeQueries
from core.store.dialect import DUCKDB
from core.store.key import is_encrypted
from core.store.scratch import scratch_folder
from core.store.store import Store
from core.store.unit_history import FIRST_DAY, LAST_DAY

ROWS_AT_ONCE = 1_000_000  # records that are summed at a time
SCRATCH_PREFIX = ".sums-"
MEMORY = "1GB"  # beyond which DuckDB spills
_FETCHED = 10_000  # cells
Settings = dict[str, str | bool | int | float | list[str]]
_Rows = list[tuple[Any, ...]]


def private_settings(memory: str, scratch: Path | None) -> Settings:
    """Settings of a database in memory that asks no network for extensions; it spills into `scratch`, or nowhere."""
    return {
        "memory_limit": memory,
        "temp_directory": str(scratch or ""),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
    }


def fill_cube(store: Store) -> None:
    """Fill the empty tables of the cube with the sums of all the records, inside the transaction that is open."""
    with (
        scratch_settings(store) as settings,
        duckdb.connect(config=settings) as connection,
        ThreadPoolExecutor(1) as worker,  # does all that DuckDB does once the units are there
    ):
        cells = _Cells(store, connection)
        summing: Future[None] | None = None
        for kind in store.catalogue.facts:
            queries = cells.queries_of(kind)
            for records in _records(store, kind, queries.columns_read()) if queries.is_counted else ():
                if summing:
                    summing.result()
                summing = worker.submit(cells.add, kind, queries, records)
        if summing:
            summing.result()
        for grain in GRAINS:
            names = cells.columns_of(grain)
            statement = f"INSERT INTO {grain} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            for rows in _one_ahead(worker, cells.batches(grain)):
                store.conn.executemany(statement, rows)


def _one_ahead(worker: Executor, batches: Iterator[_Rows]) -> Iterator[_Rows]:
    """Yield batches, each of them while the next is being made."""
    coming = worker.submit(next, batches, None)
    while (rows := coming.result()) is not None:
        coming = worker.submit(next, batches, None)
        yield rows


@contextmanager
def scratch_settings(store: Store) -> Iterator[Settings]:
    """Have the records of an encrypted database in memory alone, and of others within a limit of it."""
    if is_encrypted(store.path):
        yield private_settings("80%", None)
        return
    with scratch_folder(store.path.parent, SCRATCH_PREFIX) as folder:  # those of upgrades that were killed go first
        yield private_settings(MEMORY, folder)


class _Cells:
    """Sums of all grains in a database of DuckDB's: a table a grain and kind of record, with its own columns."""

    def __init__(self, store: Store, connection: duckdb.DuckDBPyConnection) -> None:
        self._catalogue, self._connection = store.catalogue, connection
        self._kinds: set[str] = set()  # whose tables are there
        self._columns: dict[str, dict[str, list[str]]] = {grain: {} for grain in GRAINS}
        for name, columns in (("unit", "id, kind"), ("unit_ancestor", "unit, ancestor, kind, first, last")):
            rows = store.conn.execute(f"SELECT {columns} FROM {name}").fetchall()
            arrays = map(pa.array, zip(*rows, strict=True))
            connection.register("arriving", pa.Table.from_arrays(list(arrays), names=columns.split(", ")))
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arriving")
            connection.unregister("arriving")
        moved = f"SELECT 1 FROM unit_ancestor WHERE first <> {FIRST_DAY} OR last <> {LAST_DAY} LIMIT 1"
        self._has_moves = connection.execute(moved).fetchone() is not None

    def queries_of(self, kind: str) -> CubeQueries:
        """Return the queries that sum the records of a kind."""
        return CubeQueries(self._catalogue, kind, DUCKDB, has_moves=self._has_moves)

    def add(self, kind: str, queries: CubeQueries, records: pa.Table) -> None:
        """Sum some records of a kind; its tables are made with the first of them."""
        if kind not in self._kinds:
            self._kinds.add(kind)
            self._make_tables(kind, queries)
        self._connection.register("arriving", records)
        self._connection.execute("CREATE OR REPLACE VIEW records AS SELECT *, CAST(1 AS BIGINT) AS sign FROM arriving")
        self._connection.execute(f"CREATE OR REPLACE TABLE {LEAF} AS {queries.leaf()}")
        for query in queries.cells():
            columns = ", ".join([GRAIN_KEYS[query.grain], *query.columns])
            self._connection.execute(f"INSERT INTO {query.grain}__{kind} ({columns}) {query.sql}")
        self._connection.unregister("arriving")

    def _make_tables(self, kind: str, queries: CubeQueries) -> None:
        for query in queries.cells():
            own = self._columns[query.grain].setdefault(kind, [])
            own += [column for column in query.columns if column not in own]
        for grain, kinds in self._columns.items():
            if kind in kinds:
                keys = ", ".join(f"{key} {'VARCHAR' if key == 'officer' else 'BIGINT'}" for key in _keys(grain))
                amounts = "".join(f", {column} BIGINT DEFAULT 0" for column in kinds[kind])
                self._connection.execute(f"CREATE TABLE {grain}__{kind} ({keys}{amounts})")

    def columns_of(self, grain: str) -> list[str]:
        """Return the columns of a grain of which there are sums, its keys first."""
        return [*_keys(grain), *(column for own in self._columns[grain].values() for column in own)]

    def batches(self, grain: str) -> Iterator[_Rows]:
        """Yield the cells of a grain, each once and in the order of their keys: so its table grows at its end."""
        kinds, keys = self._columns[grain], GRAIN_KEYS[grain]
        if not kinds:
            return
        for kind, own in kinds.items():
            sums = ", ".join(f"CAST(SUM({column}) AS BIGINT) AS {column}" for column in own)
            is_used = " OR ".join(f"SUM({column}) <> 0" for column in own)
            self._connection.execute(
                f"CREATE OR REPLACE TABLE {grain}__{kind} AS "
                f"SELECT {keys}, {sums} FROM {grain}__{kind} GROUP BY {keys} HAVING {is_used}"
            )
        every_key = " UNION ".join(f"SELECT {keys} FROM {grain}__{kind}" for kind in kinds)
        joined = " ".join(f"LEFT JOIN {grain}__{kind} USING ({keys})" for kind in kinds)
        amounts = ", ".join(f"ifnull({column}, 0)" for own in kinds.values() for column in own)
        cursor = self._connection.execute(f"SELECT {keys}, {amounts} FROM ({every_key}) {joined} ORDER BY {keys}")
        while rows := cursor.fetchmany(_FETCHED):
            yield rows


def _keys(grain: str) -> list[str]:
    return GRAIN_KEYS[grain].split(", ")


def _records(store: Store, kind: str, columns: list[str]) -> Iterator[pa.Table]:
    """Yield the columns of all records of a kind, so many at a time."""
    full = schema_of(store.catalogue.facts[kind])
    schema = pa.schema([full.field(name) for name in columns])
    waiting: list[pa.Table] = []
    for rowids in slices_of(rowids_of(store.conn, table_of(kind))):
        waiting.append(read_slice(store.conn, table_of(kind), schema, rowids))
        if sum(table.num_rows for table in waiting) >= ROWS_AT_ONCE:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)
