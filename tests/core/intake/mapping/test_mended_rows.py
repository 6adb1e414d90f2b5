"""Refused rows of a table that a mapping reads: mended in their own file, that file comes in as the first one did."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.intake.importer import ImportReport, import_table
from core.intake.mapping.choose import choose_reading, headers_of_kept
from core.intake.mapping.headers import header_key
from core.intake.mapping.read import read_mapping
from core.intake.refused_file import REFUSED_COLOUR, refused_workbook
from core.intake.table import parse_table
from core.store.mappings import StoredMapping, save_mapping
from core.store.refused_rows import standing_notes
from core.store.store import Store
from tests.support.intake_world import LEDGER, NOW, bring, counts, day, peopled_store
from tests.support.mapping_world import ALERT_HEADERS, ALERT_MAPPING, DISPUTE_MAPPING, bring_mapped
from tests.support.workbooks import MadeSheet, as_xlsx

WIDE = """
kind = "ledger"
ignored = ["备注"]
[columns]
unit = "单位"
[constants]
period = "{covers}"
source = "月报"
[wide."刑事"]
measure = "刑事警情"
[wide."治安"]
measure = "public_order_alerts"
"""

BY_MONTH = """
kind = "ledger"
[columns]
unit = "单位"
[constants]
period = "{covers}"
source = "月报"
[wide."8月"]
measure = "刑事警情"
period = "{year}-08"
[wide."9月"]
measure = "刑事警情"
period = "{year}-09"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = peopled_store(tmp_path)
    yield opened
    opened.close()


def keep(store: Store, text: str) -> None:
    """Keep a mapping, which then knows files by their headers."""
    mapping = read_mapping("对照", text, store.catalogue)
    save_mapping(store.conn, StoredMapping("对照", 0, mapping.kind, header_key(mapping.headers()), text, NOW, "test"))


def mend(report: ImportReport, cells: dict[str, str]) -> bytes:
    """The file of refused rows in which these texts have been put in place of others."""
    assert report.refused_table is not None
    book = load_workbook(BytesIO(refused_workbook(report.refused_table)))
    for row in book["拒收"].iter_rows():
        for cell in row:
            cell.value = cells.get(str(cell.value), cell.value)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def bring_again(store: Store, name: str, data: bytes) -> ImportReport:
    """Import a file by the mapping that knows its headers."""
    table = parse_table(name, data, known=headers_of_kept(store))
    kind, table = choose_reading(store, "auto", table)
    return import_table(store, kind, table, now=NOW, actor="test")


def test_records_by_a_mapping_are_mended(store: Store) -> None:
    keep(store, ALERT_MAPPING)
    rows = [
        ALERT_HEADERS,
        ["1", "J1", "2026-11-01 08:30", "甲溪所", "刑事案件", "某甲", "000", "略"],
        ["2", "J2", "2026-11-02 09:30", "无此所", "打架斗殴", "某乙", "000", "略"],
        ["3", "J3", "2026-11-03 09:30", "甲溪所", "外星人", "某丙", "000", "略"],
    ]
    first = bring_mapped(store, rows, None)
    assert counts(first) == (1, 0, 0, 2)
    data = mend(first, {"无此所": "甲溪所", "外星人": "打架斗殴"})
    assert "某乙".encode() not in data
    again = bring_again(store, "来的表-第3批-拒收.xlsx", data)
    assert counts(again) == (2, 0, 0, 0) and standing_notes(store, "alert") == []


def _wide_report(title: str, unit: str) -> bytes:
    rows = [[title], ["单位", "刑事", "治安", "备注"], ["甲溪派出所", "3", "4", ""], [unit, "5", "6", ""]]
    return as_xlsx(MadeSheet(rows))


def test_a_wide_report_keeps_the_period_of_its_title(store: Store) -> None:
    """The title is not in the file of refused rows (it may name people); the period that it gave is."""
    keep(store, WIDE)
    first = bring_again(store, "报表.xlsx", _wide_report("2026年9月警情统计表 填报人：某甲", "无此所"))
    assert counts(first) == (2, 0, 0, 1)
    data = mend(first, {"无此所": "乙坪派出所"})
    assert "某甲" not in str([row for row in load_workbook(BytesIO(data))["拒收"].values])
    again = bring_again(store, "报表-第3批-拒收.xlsx", data)
    assert counts(again) == (2, 0, 0, 0)
    assert store.db.execute("SELECT count(*), min(first), max(last) FROM ledger").fetchone() == (
        *(4, day("2026-09-01")),
        day("2026-09-30"),
    )


def test_a_figure_of_a_wide_report_is_refused_under_its_own_header(store: Store) -> None:
    keep(store, WIDE)
    rows = [["单位", "刑事", "治安", "备注"], ["甲溪派出所", "3", "4起", ""], ["乙坪派出所", "5.5", "5.5", ""]]
    report = bring_again(store, "2026年9月警情统计表.xlsx", as_xlsx(MadeSheet(rows)))
    assert {(refusal.row, refusal.column) for refusal in report.refused} == {(2, "治安"), (3, "刑事"), (3, "治安")}
    assert report.refused_table is not None
    page = load_workbook(BytesIO(refused_workbook(report.refused_table)))["拒收"]
    coloured = {cell.value for row in page for cell in row if cell.fill.fgColor.rgb == f"FF{REFUSED_COLOUR[1:]}"}
    assert coloured == {"4起", "5.5"}


def test_a_cumulative_period_is_kept_too(store: Store) -> None:
    keep(store, WIDE)
    first = bring_again(store, "报表.xlsx", _wide_report("2026年1-9月警情统计表", "无此所"))
    again = bring_again(store, "报表-拒收.xlsx", mend(first, {"无此所": "乙坪派出所"}))
    assert counts(again) == (2, 0, 0, 0)
    assert store.db.execute("SELECT DISTINCT first, last FROM ledger").fetchall() == [
        (day("2026-01-01"), day("2026-09-30"))
    ]


def test_a_status_without_a_date_keeps_the_last_day_of_the_whole_file(store: Store) -> None:
    """Else the days of the few refused rows would decide when they were resolved."""
    keep(store, DISPUTE_MAPPING.format(undated="file_day"))
    rows = [
        ["编号", "所在单位", "受理日期", "纠纷类别", "处置进度"],
        ["D1", "无此所", "2026-11-02", "邻里纠纷", "已调解"],
        ["D2", "甲溪派出所", "2026-11-13", "债务纠纷", "调解中"],
    ]
    first = bring_mapped(store, rows, None)
    again = bring_again(store, "来的表-拒收.xlsx", mend(first, {"无此所": "乙坪派出所"}))
    assert counts(again) == (1, 0, 0, 0)
    resolved = store.db.execute("SELECT (outcome_at + 28800) / 86400 FROM fact_dispute WHERE id = 'D1'").fetchone()
    assert resolved == (day("2026-11-13"),)


def test_a_ledger_under_our_headers_keeps_the_year_of_its_sheet(store: Store) -> None:
    rows = [LEDGER, ["无此所", "9月", "criminal_alerts", "3", "月报"]]
    table = parse_table("报表.xlsx", as_xlsx(MadeSheet(rows, "2026年")))
    first = import_table(store, "ledger", table, now=NOW, actor="test")
    assert first.refused_rows == 1
    table = parse_table("报表-拒收.xlsx", mend(first, {"无此所": "甲溪派出所"}))
    again = import_table(store, "ledger", table, now=NOW, actor="test")
    assert counts(again) == (1, 0, 0, 0)
    assert store.db.execute("SELECT first FROM ledger").fetchone() == (day("2026-09-01"),)


def test_a_file_whose_name_says_it_has_no_line_above_its_headers(store: Store) -> None:
    keep(store, WIDE)
    first = bring_again(store, "2026年9月.xlsx", _wide_report("警情统计表", "无此所"))
    assert first.refused_table is not None and first.refused_table.said == []
    assert bring(store, "ledger", [LEDGER, ["无此所", "2026-08", "criminal_alerts", "3", "月报"]]).refused_table


def test_a_wide_report_by_month_needs_no_period_of_its_own(store: Store) -> None:
    """Its columns say their months; the title no more than the year."""
    keep(store, BY_MONTH)
    rows = [["2026年各所警情数"], ["单位", "8月", "9月"], ["甲溪派出所", "3", "4"], ["无此所", "5", "6"]]
    first = bring_again(store, "分月.xlsx", as_xlsx(MadeSheet(rows)))
    assert counts(first) == (2, 0, 0, 1)
    again = bring_again(store, "分月-拒收.xlsx", mend(first, {"无此所": "乙坪派出所"}))
    assert counts(again) == (2, 0, 0, 0)
    assert [first for (first,) in store.db.execute("SELECT DISTINCT first FROM ledger ORDER BY first")] == [
        day("2026-08-01"),
        day("2026-09-01"),
    ]
