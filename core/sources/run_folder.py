"""Reads the new files of a watched folder; each content once, whatever its name. The files stay where they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from core.intake.import_plan import ImportOptions
from core.intake.importer import import_table
from core.intake.mapping.choose import AUTO, choose_reading, expected_headers, headers_of_mapping
from core.intake.refusal import FileRefused
from core.intake.table import LARGEST_FILE, parse_table
from core.sources.errors import MENDABLE, SourceError, error_text
from core.sources.run_options import RunOptions
from core.sources.settings import FolderSettings
from core.sources.tally import RunTally
from core.store.data_sources import DataSource, keep_file, read_digests
from core.store.file_faults import file_reason
from core.store.store import Store

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".parquet")
SETTLED = 5  # seconds without a change: until then a file may still be being copied
_NOT_OURS = ("~$", ".")  # what Excel and WPS keep beside an open file; hidden files
_MOST_TOLD = 5


def run_folder(store: Store, source: DataSource, options: RunOptions, tally: RunTally, *, now: int, actor: str) -> None:
    """Import each file whose content has not come yet, in the order of their names.

    Raises SourceError (Chinese) in the end where some could not be read: these are tried again the next time.
    """
    settings = FolderSettings(**source.settings)
    digests = set() if options.restart else read_digests(store, source.name)
    failures: list[str] = []
    for path in _files(Path(source.place)):
        try:
            if now - path.stat().st_mtime < SETTLED and not options.is_rehearsal:
                tally.warn([f"{path.name} 刚刚还在改动，下次再读"])
                continue
            data = _content(path)
            digest = hashlib.sha256(data).hexdigest()
            if digest in digests:
                continue
            digests.add(digest)
            batch = _bring(store, settings, (path.name, data), tally, now=now, actor=actor)
            keep_file(store, source.name, digest, path.name, now, batch)
        except (*MENDABLE, OSError) as error:
            name = "" if isinstance(error, FileRefused) else f"{path.name}："  # which says its file itself
            failures.append(f"{name}{error_text(error)}")
    if failures:
        more = f"；另有 {len(failures) - _MOST_TOLD} 个文件" if len(failures) > _MOST_TOLD else ""
        raise SourceError(f"{len(failures)} 个文件没有导入，下次再试。{'；'.join(failures[:_MOST_TOLD])}{more}")


def _files(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise SourceError(f"文件夹 {folder} 读不了（{file_reason(error)}）：核对路径、共享和权限。") from error
    for entry in entries:
        if entry.is_file() and entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith(_NOT_OURS):
            yield Path(entry.path)


def _content(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        raise SourceError(f"超过 {LARGEST_FILE // 2**20} MB 的上限：按月份或按单位拆成几个文件。")
    return path.read_bytes()


def _bring(
    store: Store, settings: FolderSettings, file: tuple[str, bytes], tally: RunTally, *, now: int, actor: str
) -> int | None:
    named = None if settings.mapping == AUTO else settings.mapping
    headers = [*expected_headers(store.catalogue, settings.kind), *headers_of_mapping(store, named)]
    kind, table = choose_reading(store, settings.kind, parse_table(*file, known=headers), named=named)
    options = ImportOptions(complete=settings.is_whole)
    report = import_table(store, kind, table, now=now, actor=actor, options=options)
    if report.rows_read and report.refused_rows == report.rows_read:
        raise SourceError(f"{report.rows_read:,} 行全部拒收（{report.refused[0].rule}）：改正文件或对照。")
    tally.add(report)
    return report.batch
