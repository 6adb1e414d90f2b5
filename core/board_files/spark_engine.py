"""Sums by Spark on this machine, for bureaus whose data platform has it.

A session needs a Java runtime. It listens on this machine's own address alone, and shows no page of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession, functions

from core.board_files.sum_engine import FETCHED, Rows, SignedFile
from core.store.cube_queries import CellQuery
from core.store.dialect import SPARK

_TYPES = {pa.string(): "STRING", pa.int64(): "BIGINT"}
PIECES = "spark.sql.shuffle.partitions"
ROWS_OF_A_PIECE = 100_000
MEGABYTES = 2048  # of Java's heap; Java takes half a gigabyte beside it


def local_session(megabytes: int, scratch: Path, others: Mapping[str, str] | None = None) -> SparkSession:
    """A session on all cores of this machine, which spills into `scratch`; `others` are settings of Spark's."""
    settings = {
        "spark.driver.memory": f"{megabytes}m",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(scratch),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        PIECES: str(os.cpu_count() or 1),
        "spark.sql.adaptive.enabled": "false",  # it plans each stage anew, which takes longer than these stages do
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",  # files that are looked up without a job
        "spark.sql.catalogImplementation": "in-memory",
        **(others or {}),
    }
    builder = SparkSession.Builder().master("local[*]").appName("fengjing")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@contextmanager
def spark_engine(megabytes: int, scratch: Path) -> Iterator[SparkEngine]:
    """Have an engine in the session of this process as it is, or in one that lasts as long as the block."""
    present = SparkSession.getActiveSession()
    session = present or local_session(megabytes, scratch)
    engine = SparkEngine(session)
    try:
        yield engine
    finally:
        engine.close()
        if present is None:
            session.stop()


class SparkEngine:
    """Views in a session, which stays open: it takes seconds to start, and others may be using it.

    All sums of a run are handed over at once, so that the memory they take is bounded by its rows.
    """

    dialect = SPARK
    rows_at_once = 4_000_000

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._kept: dict[str, DataFrame] = {}
        self._fewest_pieces = int(session.conf.get(PIECES) or 1)

    def take_units(self, unit: pa.Table, lines: pa.Table) -> None:
        """Copy them."""
        for name, table in (("unit", unit), ("unit_ancestor", lines)):
            self._session.createDataFrame(table).createOrReplaceTempView(name)

    def take_records(self, schema: pa.Schema, files: Sequence[SignedFile]) -> None:
        """Read the files where they lie, at each query. Sums are made in pieces that fit the memory each."""
        pieces = max(self._fewest_pieces, sum(file.rows for file in files) // ROWS_OF_A_PIECE)
        self._session.conf.set(PIECES, str(pieces))
        columns = ", ".join(f"`{field.name}` {_TYPES[field.type]}" for field in schema)
        frames = []
        for sign in dict.fromkeys(file.sign for file in files):
            paths = [str(file.path) for file in files if file.sign == sign]
            read = self._session.read.schema(columns).parquet(*paths)
            frames.append(read.withColumn("sign", functions.lit(sign).cast("bigint")))
        reduce(DataFrame.unionByName, frames).createOrReplaceTempView("records")

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows on disk, so that all memory is for sums."""
        if name in self._kept:
            self._kept.pop(name).unpersist()
        frame = self._session.sql(sql).persist(StorageLevel.DISK_ONLY)
        frame.createOrReplaceTempView(name)
        self._kept[name] = frame

    def rows(self, query: CellQuery) -> Iterator[Rows]:
        """Yield the rows. They are sorted here: Spark would sample them by a job of its own first."""
        table = self._session.sql(query.sql).toArrow()
        table = table.rename_columns([*query.keys, *query.columns])
        for batch in table.sort_by([(key, "ascending") for key in query.keys]).to_batches(max_chunksize=FETCHED):
            yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))

    def close(self) -> None:
        """Drop the views, and leave the session open."""
        for frame in self._kept.values():
            frame.unpersist()
        self._session.conf.set(PIECES, str(self._fewest_pieces))
        for view in ("unit", "unit_ancestor", "records", *self._kept):
            self._session.catalog.dropTempView(view)
        self._kept = {}
