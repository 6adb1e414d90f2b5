"""Parquet files of records and of tables: their columns, and writing a file once for all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

import pyarrow as pa
import pyarrow.parquet as pq

from core.catalogue.facts import FactKind
from core.facts.manifest import NAME_LENGTH, FactsFile, digest
from core.store.errors import StoreError
from core.store.whole_file import sync_folder

ROW_GROUP = 262_144  # rows that a reader takes at once


class FileDraft:
    """A Parquet file of an export that is written piece by piece; it bears its digest as its name when it is whole."""

    def __init__(self, folder: Path, place: str, schema: pa.Schema) -> None:
        self._folder, self._within, self._rows = folder, folder / place, 0
        self._within.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._stream = NamedTemporaryFile(dir=self._within, suffix=".part", delete=False)  # noqa: SIM115 - see `finish`
        self._writer = pq.ParquetWriter(self._stream, schema, compression="zstd")

    def add(self, table: pa.Table) -> None:
        """Append rows."""
        self._rows += table.num_rows
        self._writer.write_table(table, row_group_size=ROW_GROUP)

    def finish(self) -> FactsFile:
        """Put the file on the disk and give it its name; where the same is there already, that is left alone."""
        self._writer.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        draft = Path(self._stream.name)
        sha256 = digest(draft)
        path = self._within / f"{sha256[:NAME_LENGTH]}.parquet"
        if path.exists() and digest(path) == sha256:
            draft.unlink()
        else:
            draft.replace(path)
            sync_folder(self._within)
        return FactsFile(path.relative_to(self._folder).as_posix(), self._rows, path.stat().st_size, sha256)

    def discard(self) -> None:
        """Take away what was written."""
        self._stream.close()
        Path(self._stream.name).unlink(missing_ok=True)


def write_once(folder: Path, place: str, table: pa.Table) -> FactsFile:
    """Write a table as `place`/digest.parquet in a folder; the same content is the same file, and is left alone."""
    draft = FileDraft(folder, place, table.schema)
    try:
        draft.add(table)
        return draft.finish()
    except BaseException:
        draft.discard()
        raise


def require_columns(folder: Path, fact: FactKind, files: Iterable[FactsFile]) -> None:
    """Raise StoreError (Chinese) unless each file of a kind of record has its columns."""
    for file in files:
        missing = set(fact.columns) - set(pq.read_schema(folder / file.path).names)
        if missing:
            zh = "、".join(fact.columns[name].zh for name in fact.columns if name in missing)
            raise StoreError(f"{folder / file.path} 里没有 {fact.zh} 的 {zh}：由另一版本的程序导出，请重新导出。")
