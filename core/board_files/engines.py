"""The engines by name. What one needs beside this program is imported when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from core.board_files.order import EngineName
from core.board_files.sqlite_engine import SqliteEngine
from core.board_files.sum_engine import SumEngine
from core.store.errors import StoreError
from core.store.scratch import scratch_folder
from core.store.sqlite import sqlite3

PACKAGES = {EngineName.DUCKDB: "duckdb", EngineName.SPARK: "pyspark"}


def usual_engine() -> EngineName:
    """Return the quickest engine that this machine has without a runtime of its own."""
    return EngineName.DUCKDB if importlib.util.find_spec("duckdb") else EngineName.SQLITE


@contextmanager
def started_engine(name: EngineName, folder: Path, megabytes: int | None = None) -> Iterator[SumEngine]:
    """Start an engine, whose overflow goes into `folder`, and close it at the end.

    It keeps within so many megabytes, or within its usual ones; SQLite needs few in any case.
    Raises StoreError (Chinese) where its package is not installed.
    """
    package = PACKAGES.get(name)
    if package and importlib.util.find_spec(package) is None:
        raise StoreError(f"没有安装 {package}：请运行 pip install 'fengjing[{name}]'，或用 --engine sqlite。")
    with scratch_folder(folder, ".build-") as scratch, _plain_faults(name), _engine(name, scratch, megabytes) as engine:
        yield engine


@contextmanager
def _plain_faults(name: EngineName) -> Iterator[None]:
    """Turn what an engine raises into StoreError (Chinese) with its first line."""
    try:
        yield
    except _faults_of(name) as error:
        first_line = str(error).strip().partition("\n")[0]
        raise StoreError(f"{name} 没有汇总成，看板文件没有改动：{first_line}") from error


def _faults_of(name: EngineName) -> tuple[type[Exception], ...]:
    if name is EngineName.DUCKDB:
        import duckdb

        return (duckdb.Error,)
    if name is EngineName.SPARK:
        from pyspark.errors import PySparkException

        of_java: type[Exception] = importlib.import_module("py4j.protocol").Py4JJavaError  # comes along with pyspark
        return PySparkException, of_java
    return (sqlite3.Error,)


def _engine(name: EngineName, scratch: Path, megabytes: int | None) -> AbstractContextManager[SumEngine]:
    if name is EngineName.DUCKDB:
        from core.board_files.duckdb_engine import MEGABYTES, DuckdbEngine

        return closing(DuckdbEngine(scratch, megabytes or MEGABYTES))
    if name is EngineName.SPARK:
        from core.board_files import spark_engine

        return spark_engine.spark_engine(megabytes or spark_engine.MEGABYTES, scratch)
    return closing(SqliteEngine())
