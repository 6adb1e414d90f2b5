"""Exports a database's records as Parquet files by kind and month of the bureau, with the tables that go along.

A second export into the same folder writes only the months that have changed since: the database notes with each write
which months it touched. Where it cannot tell (another database, another catalogue), every month is read again; a
month that is the same gives the same file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from core.facts.manifest import FILE, FactsFile, Manifest, read_manifest, write_manifest
from core.facts.parquet import write_once
from core.facts.tables import exported_tables
from core.store.catalogue_tables import cube_signature, table_of
from core.store.column_text import read_slice, schema_of, slices_of
from core.store.errors import StoreError
from core.store.file_identity import FileMark, read_mark
from core.store.measure_sql import date_groups
from core.store.store import Store
from core.store.trail_chain import chain_head
from core.time.day_spans import DaySpan
from core.time.days import month_text

ROWS_AT_ONCE = 1_000_000  # records held in memory, unless a single month has more
DAY = "when_day"
EVERY_MONTH = 0  # stands in `cube_change` for all months


class ExportCounts(NamedTuple):
    """Files that were written, those that stayed as they were, and the records in all of them."""

    written: int
    kept: int
    rows: int


def export_facts(store: Store, folder: Path, *, with_names: bool = False) -> ExportCounts:
    """Bring a folder up to the database: all of it as it stands at one moment. Raises StoreError (Chinese) of a board.

    A board has not all records, and what is no more in the folder would count as gone.
    """
    if not store.has_own_sums:
        raise StoreError("看板文件只带最近的记录，不能再导出成全部：请从本局自己的数据库导出。")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = read_manifest(folder) if (folder / FILE).exists() else None
    store.conn.execute("BEGIN")
    try:
        return _export(store, folder, before, with_names=with_names)
    finally:
        store.conn.execute("ROLLBACK")


def _export(store: Store, folder: Path, before: Manifest | None, *, with_names: bool) -> ExportCounts:
    changed = None if before is None else _changed_months(store, before)
    records: dict[str, FactsFile] = {}
    for kind in store.catalogue.facts:
        records |= _export_kind(store, folder, kind, before, changed)
    tables = {
        name: write_once(folder, f"tables/{name}", table)
        for name, table in exported_tables(store, with_names=with_names)
    }
    head = chain_head(store.conn)
    signature = cube_signature(store.catalogue)
    file, trail = (read_mark(store.conn) or FileMark()).id, "" if head is None else head.hash
    manifest = Manifest(store.bureau, store.demo, store.data_version(), file, trail, signature, records, tables)
    write_manifest(folder, manifest)
    earlier = {file.path for file in before.files} if before else set()
    written = sum(file.path not in earlier for file in manifest.files)
    return ExportCounts(written, len(manifest.files) - written, sum(file.rows for file in records.values()))


def _changed_months(store: Store, before: Manifest) -> set[int] | None:
    """Return the months touched since an export; None where every month may have been."""
    mark = read_mark(store.conn) or FileMark()
    is_same_file = bool(before.file) and before.file in (mark.id, mark.prior)
    is_known = store.conn.execute("SELECT 1 FROM audit WHERE hash = ?", [before.trail]).fetchone()
    if not is_same_file or is_known is None or before.catalogue != cube_signature(store.catalogue):
        return None
    query = "SELECT month FROM cube_change WHERE data_version > ?"
    months = {int(month) for (month,) in store.conn.execute(query, [before.data_version]).fetchall()}
    return None if EVERY_MONTH in months else months


def _export_kind(
    store: Store, folder: Path, kind: str, before: Manifest | None, changed: set[int] | None
) -> dict[str, FactsFile]:
    """Return a kind's files by kind and month; the months that have not changed keep theirs."""
    calendar = store.catalogue.reporting_calendar
    counts: dict[int, int] = {}
    rowids: dict[int, tuple[int, int]] = {}
    query = f"SELECT {DAY}, count(*), min(rowid), max(rowid) FROM {table_of(kind)} GROUP BY 1 ORDER BY 1"
    for day, rows, low, high in store.conn.execute(query):
        month = calendar.month_of(day)
        counts[month] = counts.get(month, 0) + rows
        bounds = rowids.get(month, (low, high))
        rowids[month] = min(low, bounds[0]), max(high, bounds[1])
    if not _is_followed(store, kind):
        changed = None
    files: dict[str, FactsFile] = {}
    stale_months = []
    for month in counts:
        name = f"{kind}/{month_text(month)}"
        unchanged = before.records.get(name) if before and changed is not None and month not in changed else None
        if unchanged is not None and (folder / unchanged.path).is_file():
            files[name] = unchanged
        else:
            stale_months.append(month)
    for months in _batches(stale_months, counts):
        days = calendar.month_days(months[0])[0], calendar.month_days(months[-1])[1]
        all_rowids = min(rowids[month][0] for month in months), max(rowids[month][1] for month in months)
        read = _read(store, kind, days, all_rowids)
        for month, table in _by_month(read, [(month, calendar.month_days(month)) for month in months]):
            name = f"{kind}/{month_text(month)}"
            files[name] = write_once(folder, name, table)
    return files


def _is_followed(store: Store, kind: str) -> bool:
    """Tell whether each record's own month is noted when it changes: a kind whose days nothing counts is not."""
    own_day = store.catalogue.facts[kind].date_column
    groups = date_groups(store.catalogue, kind)
    return any(group.day_sql == store.catalogue.facts[kind].day_sql(own_day) and group.amounts for group in groups)


def _batches(months: list[int], counts: dict[int, int]) -> Iterator[list[int]]:
    """Yield runs of neighbouring months, each of them with few enough records."""
    run: list[int] = []
    for month in months:
        if run and (month != run[-1] + 1 or sum(counts[other] for other in run) + counts[month] > ROWS_AT_ONCE):
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _read(store: Store, kind: str, days: tuple[int, int], rowids: tuple[int, int]) -> pa.Table:
    """Return the records of some days, which lie within some rowids, each with its day as the database counts it."""
    schema = schema_of(store.catalogue.facts[kind]).append(pa.field(DAY, pa.int64()))
    condition = f"{DAY} BETWEEN {days[0]} AND {days[1]}"
    slices = slices_of(rowids)
    return pa.concat_tables(read_slice(store.conn, table_of(kind), schema, some, condition) for some in slices)


def _by_month(table: pa.Table, months: list[tuple[int, DaySpan]]) -> Iterator[tuple[int, pa.Table]]:
    """Yield the records of each month, by their numbers: the same records always give the same file."""
    days = table.column(DAY).to_numpy()
    for month, (first, last) in months:
        own = table.filter(pa.array((days >= first) & (days <= last))).drop_columns([DAY])
        yield month, own.take(pc.sort_indices(own, [("id", "ascending")])).combine_chunks()
