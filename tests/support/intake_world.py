"""A small made-up bureau, and files for it, for the tests of the intake."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from core.catalogue.load import load_catalogue
from core.intake.import_plan import ImportOptions
from core.intake.importer import ImportReport, import_file, import_table
from core.intake.table import Table
from core.store.store import Store
from core.time.days import day_number, first_second
from tests.support.copied_store import copy_of, new_store

BUREAU = "澄岚县公安局"
DATABASE = "bureau.db"
NOW = first_second(day_number(date(2026, 11, 22))) + 12 * 3600
UNITS = [
    ["单位编号", "单位名称", "单位类别", "上级单位", "城乡类别"],
    ["C11", "甲溪一社区", "社区/警务室", "S1", ""],
    ["S1", "甲溪派出所", "派出所", "", "城区"],
    ["S2", "乙坪派出所", "派出所", BUREAU, "镇"],
    ["S3", "丙湾派出所", "派出所", BUREAU, "农村"],
    ["D1", "澄岚治安大队", "机关部门", "", ""],
]
OFFICERS = [
    ["工号", "姓名", "单位", "身份", "岗位", "出生年份", "到岗日期", "离岗日期", "退休日期"],
    ["P001", "演示甲", "甲溪派出所", "民警", "社区", "1985", "2020-01-01", "", "2045-03-31"],
    ["P002", "演示乙", "乙坪派出所", "民警", "办案", "1990", "2021-07-01", "", ""],
    ["X003", "演示丙", "澄岚治安大队", "辅警", "机关", "", "2022-02-02", "", ""],
]
FLOW = next(name for name, m in load_catalogue().measures.items() if m.fact is None and m.kind == "flow")
LEDGER = ["单位", "期间", "计数项", "数值", "来源"]
ALERT = ["警情编号", "单位", "接警时间", "警情类别", "现场办结", "非警务类", "已分流", "110/119/120联动"]
DISPUTE = ["纠纷编号", "单位", "受理时间", "化解时间", "来源", "纠纷类型", "办理方", "重点纠纷", "转为案件"]


def day(text: str) -> int:
    """The day number of an ISO date."""
    return day_number(date.fromisoformat(text))


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def write_csv(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    """A CSV file of rows."""
    path.write_bytes(csv_text(rows).encode(encoding))
    return path


def bring(
    store: Store,
    kind: str,
    rows: Sequence[Sequence[str]],
    *,
    covers: tuple[int, int] | None = None,
    complete: bool = False,
    withdraw: bool = False,
    now: int = NOW,
    file: str | None = None,
) -> ImportReport:
    """Writes the rows into a file beside the database and imports it."""
    path = write_csv(store.path.parent / (file or f"{kind}.csv"), rows)
    return import_file(store, kind, path, now=now, actor="test", options=ImportOptions(covers, complete, withdraw))


def empty_store(folder: Path, *, demo: bool = False) -> Store:
    """A database with nothing but its root."""
    return new_store(folder / DATABASE, bureau=BUREAU, demo=demo, now=NOW)


def peopled_store(folder: Path) -> Store:
    """A database with units and officers."""
    return copy_of(_peopled, folder / DATABASE, NOW)


def _peopled(folder: Path) -> Store:
    store = empty_store(folder)
    for kind, rows in (("units", UNITS), ("officers", OFFICERS)):
        report = bring(store, kind, rows)
        assert not report.refused, report.refused
    return store


def rehearsed(
    store: Store, kind: str, table: Table, *, now: int = NOW, options: ImportOptions | None = None
) -> ImportReport:
    """What an import would report, as the product rehearses it; nothing of it stays."""
    with store.rehearsal():
        return import_table(store, kind, table, now=now, actor="test", options=options or ImportOptions())


def alert(number: str, unit: str = "甲溪派出所", when: str = "2026-11-01 08:30", kind: str = "纠纷") -> list[str]:
    """A row under ALERT."""
    return [number, unit, when, kind, "是", "否", "否", "否"]


def dispute(number: str, unit: str = "甲溪派出所", when: str = "2026-11-01 08:30", done: str = "") -> list[str]:
    """A row under DISPUTE."""
    return [number, unit, when, done, "摸排", "邻里纠纷", "派出所", "否", "否"]


def unit_id(store: Store, name: str) -> int:
    """The id of a unit of that name."""
    return int(store.db.execute("SELECT id FROM unit WHERE name = ?", [name]).fetchone()[0])


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """New, changed, same and refused rows."""
    return report.new, report.changed, report.unchanged, report.refused_rows
