"""Strangers' tables, made up, and their mappings, for the tests of mappings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from core.engine import Engine
from core.intake.import_plan import ImportOptions
from core.intake.importer import ImportReport, import_table
from core.intake.mapping.choose import choose_reading
from core.intake.table import read_table
from core.metrics.types import Figure
from core.store.store import Store
from tests.support.intake_world import NOW, write_csv

Rows = Sequence[Sequence[str]]

ALERT_MAPPING = """
kind = "警情"
ignored = ["序号", "简要情况"]

[columns]
"警情编号" = "接警单编号"
"接警时间" = "案发时间"
"单位" = "处置单位"
"警情类别" = "警情类型"
"警情细类" = "警情类型"

[codes."警情类别"]
"刑事" = ["刑事案件", "通讯网络诈骗"]
"治安" = ["打架斗殴"]
[codes."警情细类"]
"电信网络诈骗" = ["通讯网络诈骗"]
"殴打伤害" = ["打架斗殴"]
"其他" = ["刑事案件", "纠纷"]

[units]
"S1" = ["甲溪所"]

[constants]
"现场办结" = "否"
"非警务类" = "否"
"已分流" = "否"
"110/119/120联动" = "否"
"""
ALERT_HEADERS = ["序号", "接警单编号", "案发时间", "处置单位", "警情类型", "报警人", "联系电话", "简要情况"]
ALERT_ROWS = [
    ALERT_HEADERS,
    ["1", "J1", "2026-11-01 08:30", "甲溪所", "刑事案件", "某甲", "000", "略"],
    ["2", "J2", "2026-11-02 09:30", "乙坪派出所", "通讯网络诈骗", "某乙", "000", "略"],
    ["3", "J3", "2026-11-03 10:30", "S3", "打架斗殴", "某丙", "000", "略"],
    ["4", "J4", "2026-11-03 11:30", "丙湾派出所", "纠纷", "某丁", "000", "略"],
]
DISPUTE_MAPPING = """
kind = "dispute"

[columns]
id = "编号"
unit = "所在单位"
occurred_at = "受理日期"
kind = "纠纷类别"

[status.outcome_at]
column = "处置进度"
done = ["已调解"]
open = ["调解中"]
undated = "{undated}"

[constants]
origin = "摸排"
body = "派出所"
key = "否"
escalated = "否"
"""
DISPUTE_ROWS = [
    ["编号", "所在单位", "受理日期", "纠纷类别", "处置进度"],
    ["D1", "甲溪派出所", "2026-11-02", "邻里纠纷", "已调解"],
    ["D2", "甲溪派出所", "2026-11-03", "债务纠纷", "调解中"],
    ["D3", "乙坪派出所", "2026-11-04", "邻里纠纷", "已调解"],
    ["D4", "丙湾派出所", "2026-11-05", "邻里纠纷", "调解中"],
]
STATIONS = ("甲溪派出所", "乙坪派出所", "丙湾派出所")


def bring_mapped(
    store: Store,
    rows: Rows,
    mapping: str | None,
    *,
    kind: str = "auto",
    name: str = "来的表.csv",
    covers: tuple[int, int] | None = None,
    complete: bool = False,
    not_listed_is_zero: bool = False,
) -> ImportReport:
    """Writes rows and a mapping into files beside the database and imports the one by the other."""
    folder = store.path.parent
    named = None
    if mapping is not None:
        path = folder / "对照.toml"
        path.write_text(mapping, "utf-8")
        named = str(path)
    table = read_table(write_csv(folder / name, rows))
    kind, table = choose_reading(store, kind, table, named=named, covers=covers, not_listed_is_zero=not_listed_is_zero)
    options = ImportOptions(covers, complete)
    return import_table(store, kind, table, now=NOW, actor="test", options=options)


def figure(store: Store, kpi: str, period: str, unit: int = 1, as_of: date = date(2026, 11, 20)) -> Figure:
    """A KPI of a unit."""
    board = Engine(store).board(unit, period, as_of, [kpi], months=0, units=[])
    return board.figures[kpi, unit]


def mapping_file(folder: Path, text: str, name: str = "对照.toml") -> Path:
    """A mapping in a file."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
