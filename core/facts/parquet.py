"""Parquet files of records and of tables: their columns, and writing a file once for all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

import pyarrow as pa
import pyarrow.parquet as pq

from core.catalogue.facts import FactKind
from core.facts.manifest import NAME_LENGTH, FactsFile, digest, sync_folder
from core.store.errors import StoreError

ROW_GROUP = 262_144  # rows that a reader takes at once


def write_once(folder: Path, place: str, table: pa.Table) -> FactsFile:
    """Write a table as `place`/digest.parquet in a folder; the same content is the same file, and is left alone."""
    within = folder / place
    within.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=within, suffix=".part", delete=False) as stream:
        draft = Path(stream.name)
        try:
            pq.write_table(table, stream, compression="zstd", row_group_size=ROW_GROUP)
            stream.flush()
            os.fsync(stream.fileno())
        except BaseException:
            draft.unlink()
            raise
    sha256 = digest(draft)
    path = within / f"{sha256[:NAME_LENGTH]}.parquet"
    if path.exists() and digest(path) == sha256:
        draft.unlink()
    else:
        draft.replace(path)
        sync_folder(within)
    return FactsFile(path.relative_to(folder).as_posix(), table.num_rows, path.stat().st_size, sha256)


def require_columns(folder: Path, fact: FactKind, files: Iterable[FactsFile]) -> None:
    """Raise StoreError (Chinese) unless each file of a kind of record has its columns."""
    for file in files:
        missing = set(fact.columns) - set(pq.read_schema(folder / file.path).names)
        if missing:
            zh = "、".join(fact.columns[name].zh for name in fact.columns if name in missing)
            raise StoreError(f"{folder / file.path} 里没有 {fact.zh} 的 {zh}：由另一版本的程序导出，请重新导出。")
