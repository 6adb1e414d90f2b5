"""Writes a made-up province straight to Parquet, as an export of facts: month by month, city by city.

A month's files are made once. What a month's drawing leaves to later ones (a call that comes back) is kept beside them,
so that a making that was interrupted goes on with the first month that is not there, and a file that is broken is
made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from core.facts.manifest import FILE, FactsFile, Manifest, is_whole, read_manifest, write_manifest
from core.facts.parquet import FileDraft, write_once
from core.facts.tables import exported_tables
from core.store.catalogue_tables import cube_signature
from core.store.column_text import schema_of
from core.store.create import create_store
from core.store.errors import StoreError
from core.store.scratch import scratch_folder
from core.store.store import Store
from core.store.whole_file import write_whole
from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY, day_number, month_days, month_text
from seed.bureau import month_drafts
from seed.draft import Draft, Writer
from seed.plan_store import generator
from seed.postings import draw_postings
from seed.province import LEFT_OUT, NAME, Province, add_surroundings

PROGRESS = "province.json"  # by which plan a folder is made, and the months that are there
LATER = "later"  # folder of what a month leaves to later ones
Tables = dict[str, list[pa.Table]]  # by kind of record
Report = Callable[[str, float], None]


@dataclass
class MonthFiles:
    """The files of one month by kind and month, and those of what it leaves to later months by kind."""

    records: dict[str, FactsFile] = field(default_factory=dict)
    later: dict[str, FactsFile] = field(default_factory=dict)

    def are_whole(self, folder: Path) -> bool:
        """Tell whether all of them are there as they were written."""
        return all(is_whole(folder, file) for file in chain(self.records.values(), self.later.values()))


def write_province(province: Province, folder: Path, *, now: int, report: Report) -> Manifest:
    """Make a folder of facts, or go on with it. Raises StoreError (Chinese) where it holds another one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    months = _begun(folder, province)
    with scratch_folder(folder, ".units-") as scratch:
        report("单位与人员", 0.0)
        store = create_store(scratch / "units.db", bureau=NAME, demo=True, now=now)
        try:
            with store.write("generator", "demo", NAME, now):
                writers = add_surroundings(store, province, now)
            before, is_remade = MonthFiles(), False
            for number, month in enumerate(province.months):
                files = months.get(month_text(month))
                if files is None or is_remade or not files.are_whole(folder):
                    report(f"记录 {month_text(month)}", number / len(province.months))
                    remade = _write_month(store, province, writers, month, folder, before)
                    is_remade = is_remade or files is None or files.later != remade.later
                    files = months[month_text(month)] = remade
                    _keep(folder, province, months)
                before = files
            records = _write_postings(store, province, writers, folder)
            for files in months.values():
                records |= files.records
            tables = {n: write_once(folder, f"tables/{n}", t) for n, t in exported_tables(store, with_names=False)}
            signature = cube_signature(store.catalogue)
        finally:
            store.close()
    manifest = Manifest(NAME, True, 1, "", "", signature, records, tables)
    write_manifest(folder, manifest)
    report("完成", 1.0)
    return manifest


def _write_month(
    store: Store, province: Province, writers: list[Writer], month: int, folder: Path, before: MonthFiles
) -> MonthFiles:
    """Draw a month city by city, and write its files piece by piece."""
    files, later = MonthFiles(), Tables()
    last_month = province.months[-1]
    drafts = {
        kind: FileDraft(folder, f"{kind}/{month_text(month)}", schema_of(fact))
        for kind, fact in store.catalogue.facts.items()
        if kind not in LEFT_OUT and not fact.postings
    }
    earlier = {kind: [pq.read_table(folder / file.path)] for kind, file in before.later.items()}
    try:
        for tables in chain([earlier], _drawn(province, writers, month)):
            for kind, pieces in tables.items():
                table = pa.concat_tables(pieces)
                own, after = _split(table, month_days(month)[1])
                drafts[kind].add(own)
                if after.num_rows and month < last_month:
                    later.setdefault(kind, []).append(after)
        files.records = {f"{kind}/{month_text(month)}": draft.finish() for kind, draft in drafts.items()}
    except BaseException:
        for draft in drafts.values():
            draft.discard()
        raise
    for kind, pieces in later.items():
        files.later[kind] = write_once(folder, f"{LATER}/{kind}/{month_text(month)}", pa.concat_tables(pieces))
    return files


def _drawn(province: Province, writers: list[Writer], month: int) -> Iterator[Tables]:
    """Yield what each city draws of a month, by kind."""
    as_of = day_number(province.as_of)
    for city, writer in zip(province.cities, writers, strict=True):
        drafts: dict[str, list[Draft]] = {}
        for draft in chain.from_iterable(month_drafts(city, month)):
            if draft.kind not in LEFT_OUT:
                drafts.setdefault(draft.kind, []).append(draft)
        yield {kind: [writer.table(Draft.join(own), as_of)] for kind, own in drafts.items()}


def _split(table: pa.Table, last_day: int) -> tuple[pa.Table, pa.Table]:
    """Return the records that came up to a day, and those that come later."""
    end = (last_day + 1) * SECONDS_PER_DAY - CHINA_OFFSET
    is_later = table.column("occurred_at").to_numpy() >= end
    return (
        (table.filter(pa.array(~is_later)), table.filter(pa.array(is_later))) if is_later.any() else (table, table[:0])
    )


def _write_postings(store: Store, province: Province, writers: list[Writer], folder: Path) -> dict[str, FactsFile]:
    """Write who holds which post, by the month in which that began."""
    as_of, kind = day_number(province.as_of), "posting"
    cities = zip(province.cities, writers, strict=True)
    table = pa.concat_tables(writer.table(draw_postings(city.force), as_of) for city, writer in cities)
    months = np.array(
        [store.catalogue.reporting_calendar.month_of(day) for day in table.column("from_day").to_pylist()]
    )
    return {
        f"{kind}/{month_text(month)}": write_once(
            folder, f"{kind}/{month_text(month)}", table.filter(pa.array(months == month)).combine_chunks()
        )
        for month in sorted(set(months.tolist()))
    }


def _signature(province: Province) -> str:
    return f"{province} {generator()}"


def _begun(folder: Path, province: Province) -> dict[str, MonthFiles]:
    """Return the months that a folder has of this very province."""
    path = folder / PROGRESS
    if not path.exists():
        if (folder / FILE).exists():
            raise StoreError(f"{folder} 里是 {read_manifest(folder).bureau} 导出的数据：请换一个空文件夹。")
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    if content["signature"] != _signature(province):
        raise StoreError(f"{folder} 里是另一个演示省，或由另一版本的程序生成：请换一个空文件夹。")
    return {
        month: MonthFiles(
            *({name: FactsFile(*file) for name, file in files[part].items()} for part in ("records", "later"))
        )
        for month, files in content["months"].items()
    }


def _keep(folder: Path, province: Province, months: dict[str, MonthFiles]) -> None:
    """Note the months that are there."""
    content = {"signature": _signature(province), "months": {month: vars(files) for month, files in months.items()}}
    write_whole(folder / PROGRESS, json.dumps(content, ensure_ascii=False))
