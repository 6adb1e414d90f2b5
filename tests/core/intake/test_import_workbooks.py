"""Workbooks brought in: rows of records and of the ledger, with what a reader of values alone would get wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.intake.importer import ImportReport, import_file
from core.intake.refusal import FileRefused
from core.store.store import Store
from dashboards.cli.command import cli
from tests.support.intake_world import ALERT, NOW, counts, peopled_store
from tests.support.workbooks import WRITERS, MadeSheet, Shown, Writer, as_xlsx, by_openpyxl

CLOCK = "yyyy-mm-dd hh:mm"
LEDGER = ["单位", "期间", "计数项", "数值", "来源"]


def bring_file(store: Store, kind: str, data: bytes) -> ImportReport:
    path = store.path.parent / "表.xlsx"
    path.write_bytes(data)
    return import_file(store, kind, path, now=NOW, actor="test")


def alert_row(number: str, when: dt.datetime) -> list[object]:
    return [number, "甲溪派出所", Shown(when, CLOCK), "纠纷", "是", "否", "否", False]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_records_come_in_from_every_kind_of_workbook(tmp_path: Path, writer: Writer) -> None:
    store = peopled_store(tmp_path)
    midnight, noon = dt.datetime(2026, 11, 1), dt.datetime(2026, 11, 2, 12, 30)
    title = ["2026年11月警情登记表", *([""] * (len(ALERT) - 1))]
    sheet = MadeSheet([title, ALERT, alert_row("A1", midnight), alert_row("A2", noon)])
    report = bring_file(store, "alert", writer(sheet))
    assert counts(report) == (2, 0, 0, 0), report.refused
    assert "第 1 行是标题，没有当作数据" in report.warnings
    times = [seconds for (seconds,) in store.db.execute("SELECT occurred_at FROM fact_alert ORDER BY id")]
    assert [dt.datetime.fromtimestamp(seconds, dt.UTC) for seconds in times] == [
        (moment - dt.timedelta(hours=8)).replace(tzinfo=dt.UTC) for moment in (midnight, noon)
    ]


def test_cells_without_a_value_are_refused_by_row_and_column(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    cells: dict[str, object] = dict(zip(["A1", "B1", "C1", "D1", "E1"], LEDGER, strict=True))
    for row, value in ((2, "=1+1"), (3, 7)):
        cells |= {f"A{row}": "甲溪派出所", f"B{row}": f"2026-0{row}", f"C{row}": "alerts_valid", f"E{row}": "月报"}
        cells[f"D{row}"] = value
    report = bring_file(store, "ledger", by_openpyxl(cells))
    assert counts(report) == (1, 0, 0, 1)
    (refusal,) = report.refused
    assert (refusal.row, refusal.column) == (2, "数值")
    assert "还没有算出值" in refusal.rule and "保存一次" in refusal.mend


def test_a_number_too_long_for_a_spreadsheet_is_no_number_of_a_record(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    row = alert_row("x", dt.datetime(2026, 11, 1, 8))
    row[0] = 33010220261101080012
    report = bring_file(store, "alert", as_xlsx(MadeSheet([ALERT, row, alert_row("A2", dt.datetime(2026, 11, 1, 9))])))
    assert counts(report) == (1, 0, 0, 1)
    assert "超过 15 位" in report.refused[0].rule and report.refused[0].column == "警情编号"


def test_unknown_headers_are_named_with_the_row_they_stand_in(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows: list[list[object]] = [
        ["登记表", *([""] * 8)],
        [*ALERT, "处警人"],
        [*alert_row("A1", dt.datetime(2026, 11, 1)), 1],
    ]
    with pytest.raises(FileRefused) as caught:
        bring_file(store, "alert", as_xlsx(MadeSheet(rows)))
    assert [(refusal.row, refusal.column) for refusal in caught.value.refusals] == [(2, "处警人")]


def test_the_command_asks_for_a_sheet_and_takes_one(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    path = tmp_path / "台账.xlsx"
    rows: list[list[Any]] = [LEDGER, ["甲溪派出所", "2026-09", "alerts_valid", 7, "月报"]]
    path.write_bytes(as_xlsx(MadeSheet(rows, "九月"), MadeSheet([*rows[:1], [*rows[1][:3], 8, "月报"]], "九月更正")))

    def run(*options: str) -> tuple[int, str]:
        command = ["import", "ledger", str(path), "--db", str(store.path), *options]
        done = CliRunner().invoke(cli, command)
        return done.exit_code, done.output

    code, output = run()
    assert code == 1 and "有 2 个工作表" in output and "“九月”（2 行）、“九月更正”（2 行）" in output
    code, output = run("--sheet", "九月更正", "--header", "1")
    assert code == 0 and "新增 1" in output
    assert store.db.execute("SELECT value FROM ledger").fetchall() == [(8,)]
    assert run("--sheet", "九月更正", "--header", "4-3")[0] == 2
    assert run("--sheet", "十月")[0] == 1
