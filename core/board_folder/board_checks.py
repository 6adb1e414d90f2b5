"""Checks of a board file by itself: that it is whole, of this program, and that its sums agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from core.board_folder.published_board import PublishedBoard
from core.catalogue.problems import CatalogueError
from core.store.board_file import RECORDS_FROM, is_board_file
from core.store.catalogue_tables import cube_columns
from core.store.errors import StoreError
from core.store.open import open_store
from core.store.sqlite import sqlite3
from core.store.store import ROOT, Store
from core.store.unit_changes import unit_faults
from core.time.days import to_date

_BESIDE = ("-wal", "-shm", "-journal")
_WAL = 2  # SQLite's number of a file that is read with a log beside it, in its header
_MODE_PLACE = 18


class BoardFacts(NamedTuple):
    """A board file by its own words: whose it is, of which version of the data, up to which day (ISO)."""

    bureau: str
    root_code: str
    demo: bool
    data_version: int
    covers_to: str


def board_faults(path: Path) -> list[str]:
    """Return every fault of a board file as a Chinese sentence; none if all is well. Nothing is written."""
    if not is_board_file(path):
        return [f"{path} 不是看板文件：请用 fengjing build 或 fengjing board merge 生成。"]
    faults = [f"{path} 旁边有 {path.name}{suffix}" for suffix in _BESIDE if Path(f"{path}{suffix}").exists()]
    if _reads_log(path):
        faults.append(f"{path} 要和日志一起读，不是收好的看板文件")
    try:
        with closing(open_store(path, read_only=True)) as store:
            faults += _content_faults(store)
    except (StoreError, CatalogueError, sqlite3.DatabaseError) as error:
        faults.append(f"{path} 打不开：{error}" if isinstance(error, sqlite3.Error) else str(error))
    return faults


def board_facts(path: Path) -> BoardFacts:
    """Return what a board file says of itself. Raises StoreError (Chinese) where it cannot be opened."""
    with closing(open_store(path, read_only=True)) as store:
        (code,) = store.db.execute("SELECT code FROM unit WHERE id = ?", [ROOT]).fetchone()
        (last,) = store.db.execute("SELECT max(last) FROM coverage").fetchone()
        covers_to = "" if last is None else to_date(last).isoformat()
        return BoardFacts(store.bureau, code, store.demo, store.data_version(), covers_to)


def is_of_same_bureau(facts: BoardFacts, present: PublishedBoard, folder: Path) -> bool:
    """Tell by the root's code, which a change of name leaves; by the name where the present board cannot be opened.

    That is so after a change of program, whose first board has to be published.
    """
    try:
        before = board_facts(folder / present.file)
    except (StoreError, CatalogueError):
        return facts.bureau == present.bureau
    return (facts.root_code, facts.demo) == (before.root_code, before.demo)


def _reads_log(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(_MODE_PLACE)
        return _WAL in stream.read(2)


def _content_faults(store: Store) -> Iterator[str]:
    damaged = [line for (line,) in store.conn.execute("PRAGMA integrity_check") if line != "ok"]
    yield from (f"文件损坏：{line}" for line in damaged)
    if damaged:
        return  # what is read of it means nothing
    for table, row, parent, _ in store.conn.execute("PRAGMA foreign_key_check"):
        yield f"{table} 第 {row} 行指向不存在的 {parent}"
    if store.meta(RECORDS_FROM) is None:
        yield "没有写明记录从哪天起：由别的程序写成"
    if store.db.execute("SELECT 1 FROM coverage LIMIT 1").fetchone() is None:
        yield "没有任何“记录齐全”的日子：没有可以显示的数"
    for (measure,) in store.conn.execute("SELECT DISTINCT measure FROM ledger").fetchall():
        if measure not in store.catalogue.measures:
            yield f"统计报表含有目录里没有的计数项：{measure}"
    yield from unit_faults(store)
    yield from _sum_faults(store)


def _sum_faults(store: Store) -> Iterator[str]:
    """Yield the measures of which the whole bureau's months and days come to different sums."""
    columns = cube_columns(store.catalogue, "cube_month")
    sums = ", ".join(f"ifnull(sum({column}), 0)" for column in columns)
    by_grain = [
        store.db.execute(f"SELECT {sums} FROM {grain} WHERE unit = ?", [ROOT]).fetchone()
        for grain in ("cube_month", "cube_day")
    ]
    differing = [column for column, month, day in zip(columns, *by_grain, strict=True) if month != day]
    if differing:
        yield f"全局各月之和与各日之和不一致：{'、'.join(differing[:5])}（共 {len(differing)} 项）"
