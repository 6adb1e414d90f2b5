"""The engines by name. What one needs beside this program is imported when it is asked for."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.board_files.order import EngineName
from core.board_files.sqlite_engine import SqliteEngine
from core.board_files.sum_engine import SumEngine
from core.store.errors import StoreError

PACKAGES = {EngineName.DUCKDB: "duckdb", EngineName.SPARK: "pyspark"}


def usual_engine() -> EngineName:
    """Return the quickest engine that this machine has without a runtime of its own."""
    return EngineName.DUCKDB if importlib.util.find_spec("duckdb") else EngineName.SQLITE


@contextmanager
def started_engine(name: EngineName, folder: Path) -> Iterator[SumEngine]:
    """Start an engine, whose overflow goes into `folder`, and close it at the end.

    Raises StoreError (Chinese) where its package is not installed.
    """
    package = PACKAGES.get(name)
    if package and importlib.util.find_spec(package) is None:
        raise StoreError(f"没有安装 {package}：请运行 pip install 'fengjing[{name}]'，或用 --engine sqlite。")
    with TemporaryDirectory(prefix=".build-", dir=folder) as scratch:
        engine = _start(name, Path(scratch))
        try:
            yield engine
        finally:
            engine.close()


def _start(name: EngineName, scratch: Path) -> SumEngine:
    if name is EngineName.DUCKDB:
        from core.board_files.duckdb_engine import DuckdbEngine

        return DuckdbEngine(scratch)
    if name is EngineName.SPARK:
        from core.board_files.spark_engine import SparkEngine, local_session

        return SparkEngine(local_session())
    return SqliteEngine()
