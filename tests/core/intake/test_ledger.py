"""Files of the ledger: headers in two languages, periods, corrections, and one source a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue
from core.intake.importer import import_file
from core.store.sources import source_ages
from core.store.store import Store
from core.time.reporting_calendar import CALENDAR
from tests.support.intake_world import FLOW, LEDGER, NOW, bring, counts, day, peopled_store, unit_id, write_csv

CATALOGUE = load_catalogue()
STOCK = next(n for n, m in CATALOGUE.measures.items() if m.fact is None and m.kind == "stock")
HEADERS = LEDGER


def row(
    period: str = "2026-10", value: str = "12", measure: str = FLOW, source: str = "月报", unit: str = "甲溪派出所"
) -> list[str]:
    return [unit, period, measure, value, source]


def ledger_rows(store: Store) -> list[tuple[object, ...]]:
    return store.db.execute(
        "SELECT unit, measure, first, last, value, source FROM ledger ORDER BY 1, 2, 3, 4"
    ).fetchall()


def test_a_report_of_several_months_speaks_of_each_and_not_of_a_whole(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    months = [row(period) for period in ("2026-10", "2026-08", "2026-10", "2026-07")]
    months[2][0] = "S2"
    report = bring(store, "ledger", [HEADERS, *months, row("2026-10", "3", measure=STOCK)])
    july, august, october = (CALENDAR.month_days(2026 * 12 + month) for month in (6, 7, 9))
    assert report.periods == [july, august, october]
    assert report.covers == (july[0], october[1])


def test_rows_become_ledger_rows_by_id_or_chinese_name(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    named = row("2022-06-25至2022-07-25", "1,234", CATALOGUE.measures[FLOW].zh)
    report = bring(store, "ledger", [HEADERS, named, row("2026Q3", "0", unit="S2")])
    assert counts(report) == (2, 0, 0, 0)
    assert ledger_rows(store) == [
        (unit_id(store, "甲溪派出所"), FLOW, day("2022-06-25"), day("2022-07-25"), 1234, "月报"),
        (unit_id(store, "乙坪派出所"), FLOW, day("2026-07-01"), day("2026-09-30"), 0, "月报"),
    ]
    assert report.covers == (day("2022-06-25"), day("2026-09-30"))
    age = source_ages(store)["ledger:月报"]
    assert (age.zh, age.covers_to.isoformat()) == ("月报", "2026-09-30")


def test_english_headers_in_any_order(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows = [["value", "Source", "unit", "period", "measure"], ["5", "月报", "S1", "2026-10", FLOW]]
    assert counts(bring(store, "ledger", rows)) == (1, 0, 0, 0)


def test_twice_changes_nothing_and_another_value_is_a_correction(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "ledger", [HEADERS, row()])
    version, audits = store.data_version(), store.db.execute("SELECT count(*) FROM audit").fetchone()
    assert counts(bring(store, "ledger", [HEADERS, row()])) == (0, 0, 1, 0)
    assert (store.data_version(), store.db.execute("SELECT count(*) FROM audit").fetchone()) == (version, audits)
    assert counts(bring(store, "ledger", [HEADERS, row(value="13")])) == (0, 1, 0, 0)
    assert ledger_rows(store)[0][4] == 13


def test_a_stock_speaks_of_the_last_day_of_its_period(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    assert counts(bring(store, "ledger", [HEADERS, row("2026-10", "7", STOCK)])) == (1, 0, 0, 0)
    assert ledger_rows(store)[0][2:4] == (day("2026-10-31"), day("2026-10-31"))
    assert counts(bring(store, "ledger", [HEADERS, row("2026-10-31", "7", STOCK)])) == (0, 0, 1, 0)


def test_parts_and_wholes_of_one_source_may_nest(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    nested = [row("2026Q3"), row("2026-07"), row("2026-08"), row("2026-07-15..2026-08-15")]
    assert counts(bring(store, "ledger", [HEADERS, *nested])) == (4, 0, 0, 0)


def test_two_sources_of_the_same_days_are_refused(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "ledger", [HEADERS, row("2026-09")])
    other = bring(store, "ledger", [HEADERS, row("2026Q3", source="季报"), row("2026-10", source="季报")])
    assert counts(other) == (1, 0, 0, 1)
    (refusal,) = other.refused
    assert (refusal.row, refusal.column, refusal.value) == (2, "来源", "季报")
    assert "月报" in refusal.rule and "2026-09-01 至 2026-09-30" in refusal.rule and "同一来源" in refusal.mend
    in_one_file = bring(store, "ledger", [HEADERS, row("2026-01"), row("2026-01-31", source="日报")])
    assert counts(in_one_file) == (0, 0, 0, 2)


def test_one_key_with_two_values_is_refused_and_copies_count_once(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    report = bring(store, "ledger", [HEADERS, row(), row(value="13"), row("2026-09"), row("2026-09")])
    assert counts(report) == (1, 0, 1, 2)
    assert [refusal.row for refusal in report.refused] == [2, 3]
    assert all("第 2、3 行" in refusal.rule for refusal in report.refused)


@pytest.mark.parametrize(
    ("broken", "column", "rule"),
    [
        (row(unit="戊派出所"), "单位", "没有这个单位"),
        (row("本月"), "期间", "相对"),
        (row("2026"), "期间", "尚未结束"),
        (row(measure="没有的项目"), "计数项", "没有这个计数项"),
        (row(value="-1"), "数值", "不能为负"),
        (row(value="72.95%"), "数值", "比率"),
        (row(value="2.1万"), "数值", "以“万”“亿”为单位"),
        (row(value="—"), "数值", "不是 0"),
        (row(source=""), "来源", "必填"),
    ],
)
def test_what_is_refused(tmp_path: Path, broken: list[str], column: str, rule: str) -> None:
    store = peopled_store(tmp_path)
    report = bring(store, "ledger", [HEADERS, broken, row("2026-08")])
    assert counts(report) == (1, 0, 0, 1)
    (refusal,) = report.refused
    assert (refusal.row, refusal.column, refusal.value) == (2, column, broken[HEADERS.index(column)])
    assert rule in refusal.rule and refusal.mend


def test_a_period_without_a_year_takes_that_of_the_files_name_and_says_so(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    path = write_csv(tmp_path / "2025年月报.csv", [HEADERS, row("1-6月"), row("2026-08")])
    report = import_file(store, "ledger", path, now=NOW, actor="test")
    assert [found[2:4] for found in ledger_rows(store)] == [
        (day("2025-01-01"), day("2025-06-30")),
        (day("2026-08-01"), day("2026-08-31")),
    ]
    assert [warning for warning in report.warnings if "1-6月" in warning and "2025" in warning]
    (refusal,) = bring(store, "ledger", [HEADERS, row("1-6月")]).refused
    assert "没有写年份" in refusal.rule and "2026年1-6月" in refusal.mend and "文件名" in refusal.mend


def test_the_title_of_a_table_gives_the_year_and_the_month_before_the_files_name(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    title = ["澄岚县公安局2025年5月统计报表", "", "", "", ""]
    path = write_csv(tmp_path / "2026年月报.csv", [title, HEADERS, row("本月", "5"), row("1-4月", "30")])
    report = import_file(store, "ledger", path, now=NOW, actor="test")
    assert not report.refused
    assert [found[2:4] for found in ledger_rows(store)] == [
        (day("2025-01-01"), day("2025-04-30")),
        (day("2025-05-01"), day("2025-05-31")),
    ]


def test_cumulative_reports_are_kept_as_they_came_and_told(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    report = bring(store, "ledger", [HEADERS, row("2026年1-9月", "90"), row("2026年1-10月", "100")])
    assert counts(report) == (2, 0, 0, 0) and any("累计" in warning for warning in report.warnings)
    assert [found[4] for found in ledger_rows(store)] == [90, 100]
    alone = bring(store, "ledger", [HEADERS, row("2026-09", "9", unit="S2")])
    months = [row(f"2026-0{month}", "5", unit="S3") for month in (1, 2, 3)]
    tiled = bring(store, "ledger", [HEADERS, *months, row("2026Q1", "15", unit="S3")])
    assert not any("累计" in warning for warning in (*alone.warnings, *tiled.warnings))


@pytest.mark.parametrize(
    ("stored", "brought", "kept"),
    [
        ([], [("2026年1-9月", "90"), ("2026年1-10月", "80")], [90]),  # the later of two in a file
        ([("2026年1-9月", "90")], [("2026年1-10月", "80")], [90]),
        ([("2026年1-10月", "100")], [("2026年1-9月", "110")], [100]),  # a correction of the earlier one alone
        ([("2026年1-9月", "90"), ("2026年1-10月", "100")], [("2026年1-10月", "80")], [90, 100]),
    ],
)
def test_a_cumulative_report_that_falls_is_asked_about(
    tmp_path: Path, stored: list[tuple[str, str]], brought: list[tuple[str, str]], kept: list[int]
) -> None:
    store = peopled_store(tmp_path)
    if stored:
        assert not bring(store, "ledger", [HEADERS, *(row(*cells) for cells in stored)]).refused
    (refusal,) = bring(store, "ledger", [HEADERS, *(row(*cells) for cells in brought)]).refused
    assert refusal.column == "数值" and "哪一个不对" in refusal.rule and "更正" in refusal.mend
    assert "2026年1—9月" in refusal.rule and "2026年1—10月" in refusal.rule
    assert [found[4] for found in ledger_rows(store)] == kept


def test_a_correction_of_both_periods_is_taken(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "ledger", [HEADERS, row("2026年1-9月", "90"), row("2026年1-10月", "100")])
    report = bring(store, "ledger", [HEADERS, row("2026年1-10月", "88"), row("2026年1-9月", "80")])
    assert counts(report) == (0, 2, 0, 0) and [found[4] for found in ledger_rows(store)] == [80, 88]


def test_a_stock_may_fall(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows = [row("2026年1-9月", "90", STOCK), row("2026年1-10月", "80", STOCK)]
    assert not bring(store, "ledger", [HEADERS, *rows]).refused
