"""Tables that nobody shaped for us, read by a mapping: what comes in, what is refused, what figures say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from core.intake.refusal import FileRefused, ImportRefused
from core.store.cube import cube_differences
from core.store.store import Store
from tests.support.intake_world import counts, day, peopled_store, unit_id
from tests.support.mapping_world import (
    ALERT_HEADERS,
    ALERT_MAPPING,
    ALERT_ROWS,
    DISPUTE_MAPPING,
    DISPUTE_ROWS,
    bring_mapped,
    figure,
)
from tests.support.strangers_tables import TALLY, TALLY_ROWS, WIDE, WIDE_ROWS

NOVEMBER = (day("2026-11-01"), day("2026-11-20"))
PERIOD = "2026-11-01..2026-11-20"
OCTOBER = (day("2026-10-01"), day("2026-10-31"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    peopled = peopled_store(tmp_path)
    yield peopled
    peopled.close()


def alerts(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT f.id, u.code, class, f.kind FROM fact_alert f JOIN unit u ON u.id = f.unit ORDER BY f.id"
    return store.db.execute(query).fetchall()


def ledger(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT u.code, measure, l.first, l.last, value FROM ledger l JOIN unit u ON u.id = l.unit ORDER BY 1, 2, 3"
    return store.db.execute(query).fetchall()


def test_other_headers_classes_and_names_come_in(store: Store) -> None:
    report = bring_mapped(store, ALERT_ROWS, ALERT_MAPPING, covers=NOVEMBER, complete=True)
    assert counts(report) == (4, 0, 0, 0), report.refused
    assert alerts(store) == [
        ("J1", "S1", "criminal", "other"),
        ("J2", "S2", "criminal", "telecom_fraud"),
        ("J3", "S3", "public_order", "assault"),
        ("J4", "S3", "dispute", "other"),
    ]
    assert not any(cube_differences(store).values())
    assert counts(bring_mapped(store, ALERT_ROWS, ALERT_MAPPING, covers=NOVEMBER, complete=True)) == (0, 0, 4, 0)


def test_columns_about_persons_are_dropped_and_the_receipt_says_which(store: Store) -> None:
    report = bring_mapped(store, ALERT_ROWS, ALERT_MAPPING, covers=NOVEMBER)
    assert "丢弃了涉及个人信息的列，内容没有存入：报警人、联系电话" in report.warnings
    assert "没有导入的列：序号、简要情况" in report.warnings
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "某甲".encode() not in store.path.read_bytes()


def test_an_unknown_class_is_refused_with_the_question(store: Store) -> None:
    rows = [*ALERT_ROWS, ["5", "J5", "2026-11-03 11:30", "甲溪所", "电信诈骗", "", "", ""]]
    report = bring_mapped(store, rows, ALERT_MAPPING, covers=NOVEMBER)
    assert counts(report) == (4, 0, 0, 1)
    refusal = report.refused[0]
    assert (refusal.row, refusal.column, refusal.value) == (6, "警情类型", "电信诈骗")
    assert refusal.rule == "“电信诈骗”是哪一项“警情类别”，对照里没有写"
    assert "归“其他”也要写明" in refusal.mend


def test_other_takes_the_rest_only_by_decision_and_the_receipt_says_so(store: Store) -> None:
    rows = [*ALERT_ROWS, ["5", "J5", "2026-11-03 11:30", "甲溪所", "稀奇事", "", "", ""]]
    decided = f'{ALERT_MAPPING}\n[rest]\n"警情类别" = "其他"\n"警情细类" = "其他"\n'
    report = bring_mapped(store, rows, decided, covers=NOVEMBER, complete=True)
    assert counts(report) == (5, 0, 0, 0)
    assert "“警情类别”未列明的按决定归入“其他”：稀奇事 1 行" in report.warnings
    note = figure(store, "alerts_valid", PERIOD).note
    assert note is not None and "没有列明的“警情类别”归入“其他”" in note


def test_a_unit_is_never_taken_for_its_likeness(store: Store) -> None:
    rows = [ALERT_HEADERS, ["1", "J1", "2026-11-01 08:30", "甲溪派出", "刑事案件", "", "", ""]]
    report = bring_mapped(store, rows, ALERT_MAPPING)
    assert counts(report) == (0, 0, 0, 1)
    assert (report.refused[0].column, report.refused[0].rule) == ("处置单位", "没有这个单位")


def test_a_mapping_to_a_unit_that_does_not_exist_is_refused(store: Store) -> None:
    with pytest.raises(FileRefused, match="对照的 units 里：没有这个单位“S7”"):
        bring_mapped(store, ALERT_ROWS, ALERT_MAPPING.replace('"S1"', '"S7"'))


def test_a_figure_that_rests_on_a_constant_says_so_and_others_do_not(store: Store) -> None:
    bring_mapped(store, ALERT_ROWS, ALERT_MAPPING, covers=NOVEMBER, complete=True)
    note = figure(store, "onscene_completion_rate", PERIOD).note
    assert note == "来源没有“现场办结”，一律按“否”计（2026-11-01 至 2026-11-20）"
    assert figure(store, "criminal_alerts", PERIOD).note is None
    assert figure(store, "criminal_alerts", PERIOD).exact == 2


def test_a_column_that_the_file_has_not_is_unknown_and_never_a_zero(store: Store) -> None:
    without = ALERT_MAPPING.replace('"警情细类" = "警情类型"\n', "").split('[codes."警情细类"]')
    mapping = without[0] + without[1][without[1].index("[units]") :]
    report = bring_mapped(store, ALERT_ROWS, mapping, covers=NOVEMBER, complete=True)
    assert any("文件里没有" in line and "警情细类" in line for line in report.warnings)
    fraud = figure(store, "telecom_fraud_alerts", PERIOD)
    assert fraud.exact is None and fraud.reason is not None and "没有“警情细类”，不能按 0 计" in fraud.reason
    assert figure(store, "alerts_valid", PERIOD).exact == 4


def test_a_status_without_a_date_is_asked_about(store: Store) -> None:
    report = bring_mapped(store, DISPUTE_ROWS, DISPUTE_MAPPING.format(undated="refuse"), covers=NOVEMBER)
    assert counts(report) == (2, 0, 0, 2)
    assert {(r.column, r.value, r.rule) for r in report.refused} == {
        ("处置进度", "已调解", "状态是“已调解”，而没有化解时间")
    }


def test_a_status_without_a_date_counts_on_the_files_last_day_where_so_decided(store: Store) -> None:
    mapping = DISPUTE_MAPPING.format(undated="file_day")
    report = bring_mapped(store, DISPUTE_ROWS, mapping, covers=NOVEMBER, complete=True)
    assert "2 行已办结而没有化解时间：按文件的最后一天 2026-11-20 计（日期不详）" in report.warnings
    rate = figure(store, "dispute_resolution_rate", PERIOD)
    assert rate.exact == Fraction(1, 2)
    assert rate.note is not None and "有办结而“化解时间”不详的，按 2026-11-20 计" in rate.note


def test_a_status_without_a_date_left_unknown_is_a_dash_and_never_counted_as_open(store: Store) -> None:
    mapping = DISPUTE_MAPPING.format(undated="unknown")
    bring_mapped(store, DISPUTE_ROWS, mapping, covers=NOVEMBER, complete=True)
    for kpi in ("dispute_resolution_rate", "disputes_outstanding"):
        shown = figure(store, kpi, PERIOD)
        assert shown.exact is None and shown.reason and "没有“化解时间”，不能按 0 计" in shown.reason, kpi
    assert figure(store, "disputes_reported", PERIOD).exact == 4
    dated = [[*row[:4], "", *row[4:]] for row in DISPUTE_ROWS]
    dated[0][4], dated[1][4], dated[3][4] = "调解日期", "2026-11-09", "2026-11-10"
    whole = mapping.replace('kind = "纠纷类别"', 'kind = "纠纷类别"\noutcome_at = "调解日期"')
    bring_mapped(store, dated, whole, covers=NOVEMBER, complete=True)
    assert figure(store, "dispute_resolution_rate", PERIOD).exact == Fraction(1, 2)


def test_a_status_that_nobody_placed_or_that_the_date_denies_is_refused(store: Store) -> None:
    rows = [[*row, ""] for row in DISPUTE_ROWS]
    rows[0][5] = "调解日期"
    rows[1][4] = "已和解"
    rows[2][5] = "2026-11-09"
    rows[3][4] = ""
    mapping = DISPUTE_MAPPING.format(undated="file_day").replace(
        'kind = "纠纷类别"', 'kind = "纠纷类别"\noutcome_at = "调解日期"'
    )
    rules = [refusal.rule for refusal in bring_mapped(store, rows, mapping, covers=NOVEMBER).refused]
    assert rules == ["“已和解”算不算办结，对照里没有写", "状态是“调解中”，却有化解时间", "既没有状态，也没有化解时间"]


def test_what_a_tally_does_not_list_is_zero_where_it_says_so(store: Store) -> None:
    report = bring_mapped(store, TALLY_ROWS, TALLY, covers=OCTOBER)
    assert counts(report) == (3 * 3 * 31, 0, 0, 0)
    assert any("没有列出的 277 个数按 0 计（3 个单位、3 个计数项" in line for line in report.warnings)
    assert figure(store, "criminal_alerts", "2026-10").exact == 2
    traffic = figure(store, "traffic_alerts", "2026-10")
    assert traffic.exact == 0
    assert traffic.note == "报表没有列出的按 0 计（2026-10-01 至 2026-10-31）"


def test_without_that_decision_it_is_no_zero(store: Store) -> None:
    bring_mapped(store, TALLY_ROWS, TALLY.replace("[not_listed_is_zero]", ""), covers=OCTOBER)
    assert figure(store, "traffic_alerts", "2026-10").exact is None


def test_nothing_is_filled_in_while_rows_are_refused_or_the_period_is_not_said(store: Store) -> None:
    broken = [*TALLY_ROWS, ["2026-10-04", "甲溪派出所", "火灾", "1"]]
    report = bring_mapped(store, broken, TALLY, covers=OCTOBER)
    assert counts(report) == (2, 0, 0, 1)
    assert any("没有列出的暂不按 0 计" in line for line in report.warnings)
    with pytest.raises(ImportRefused, match="哪一段时间"):
        bring_mapped(store, TALLY_ROWS, TALLY)


def test_our_own_ledger_may_say_it_by_an_option(store: Store) -> None:
    rows = [["单位", "期间", "计数项", "数值", "来源"], ["甲溪派出所", "2026-10", "criminal_alerts", "7", "月报"]]
    report = bring_mapped(store, rows, None, kind="ledger", covers=OCTOBER, not_listed_is_zero=True)
    assert counts(report) == (3, 0, 0, 0)
    assert figure(store, "criminal_alerts", "2026-10").exact == 7
    corrected = [*rows, ["乙坪派出所", "2026-10", "criminal_alerts", "1", "月报"]]
    bring_mapped(store, corrected, None, kind="ledger", covers=OCTOBER)
    assert figure(store, "criminal_alerts", "2026-10").exact == 8
    assert figure(store, "criminal_alerts", "2026-10", unit_id(store, "乙坪派出所")).note is None
    assert figure(store, "criminal_alerts", "2026-10", unit_id(store, "丙湾派出所")).note is not None
    with pytest.raises(ImportRefused, match="只有统计报表"):
        bring_mapped(store, ALERT_ROWS, ALERT_MAPPING, not_listed_is_zero=True)


def test_a_wide_table_becomes_rows_of_the_ledger(store: Store) -> None:
    report = bring_mapped(store, WIDE_ROWS, WIDE, name="2026年10月警情统计表.csv")
    assert counts(report) == (7, 0, 0, 0), report.refused
    assert "宽表 3 行展开为 7 个数；2 格空着或写“—”，没有当作 0" in report.warnings
    last_year = (day("2025-10-01"), day("2025-10-31"))
    assert ledger(store) == [
        ("S1", "criminal_alerts", *last_year, 4),
        ("S1", "criminal_alerts", *OCTOBER, 5),
        ("S1", "public_order_alerts", *OCTOBER, 12),
        ("S2", "criminal_alerts", *OCTOBER, 0),
        ("S3", "criminal_alerts", *last_year, 3),
        ("S3", "criminal_alerts", *OCTOBER, 1234),
        ("S3", "public_order_alerts", *OCTOBER, 0),
    ]


def test_the_period_of_a_wide_table_is_stated_or_asked(store: Store) -> None:
    with pytest.raises(FileRefused, match="看不出这个文件说的是哪一期"):
        bring_mapped(store, WIDE_ROWS, WIDE, name="警情统计表.csv")
    report = bring_mapped(store, WIDE_ROWS, WIDE, name="警情统计表.csv", covers=OCTOBER)
    assert report.covers == (day("2025-10-01"), OCTOBER[1])


def test_months_across_and_a_unit_of_ten_thousand(store: Store) -> None:
    mapping = """
kind = "ledger"
[columns]
unit = "单位"
[constants]
measure = "fines_yuan"
source = "罚没款台账"
[wide."9月"]
period = "{year}-09"
factor = 10000
[wide."10月"]
period = "{year}-10"
factor = 10000
"""
    rows = [["单位", "9月", "10月"], ["甲溪派出所", "1.2", "0.5万"], ["乙坪派出所", "1.00005", "两万"]]
    report = bring_mapped(store, rows, mapping, name="2026年罚没款.csv")
    assert [(v, m) for _, m, _, _, v in ledger(store)] == [(12000, "fines_yuan"), (5000, "fines_yuan")]
    assert [(r.row, r.column, r.rule) for r in report.refused] == [
        (3, "9月", "乘以 10,000 不是整数"),
        (3, "10月", "不是数，不能按倍数换算"),
    ]


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("dmy", "03/11/2026 08:30"),
        ("mdy", "11/03/2026 08:30"),
        ("digits", "20261103083000"),
        ("serial", "46329.3541666667"),
    ],
)
def test_dates_in_other_orders(store: Store, order: str, text: str) -> None:
    rows = [ALERT_HEADERS, ["1", "J1", text, "甲溪所", "刑事案件", "", "", ""]]
    report = bring_mapped(store, rows, f'{ALERT_MAPPING}\n[dates]\n"接警时间" = "{order}"\n')
    assert counts(report) == (1, 0, 0, 0), report.refused
    seconds = store.db.execute("SELECT occurred_at FROM fact_alert").fetchone()[0]
    assert date.fromtimestamp(seconds + 8 * 3600).isoformat() == "2026-11-03"
    assert (seconds + 8 * 3600) % 86400 == 8 * 3600 + 30 * 60


def test_a_month_that_a_spreadsheet_made_a_day_of(store: Store) -> None:
    mapping = TALLY.replace("[not_listed_is_zero]", '[dates]\nperiod = "month"')
    rows = [
        TALLY_ROWS[0],
        ["2026/10/1", "甲溪派出所", "刑事", "2"],
        ["2026-10", "乙坪派出所", "刑事", "3"],
        ["2026/10/2", "甲溪派出所", "治安", "2"],
    ]
    report = bring_mapped(store, rows, mapping)
    assert ledger(store) == [("S1", "criminal_alerts", *OCTOBER, 2), ("S2", "criminal_alerts", *OCTOBER, 3)]
    assert [(r.column, r.rule) for r in report.refused] == [("日期", "不是一号，看不出是哪个月")]


def test_blank_cells_take_a_default_that_is_told(store: Store) -> None:
    rows = [[*row, "是" if index == 1 else ""] for index, row in enumerate(ALERT_ROWS)]
    rows[0][-1] = "现场处结"
    mapping = ALERT_MAPPING.replace('"现场办结" = "否"\n', "").replace(
        "[columns]", '[columns]\n"现场办结" = "现场处结"'
    )
    report = bring_mapped(store, rows, f'{mapping}\n[defaults]\n"现场办结" = "否"\n', covers=NOVEMBER, complete=True)
    assert "“现场办结”空着的 3 行按“否”计" in report.warnings
    note = figure(store, "onscene_completion_rate", PERIOD).note
    assert note is not None and "空着的“现场办结”按“否”计" in note


def test_headers_that_nobody_decided_about_and_headers_that_are_missing(store: Store) -> None:
    rows = [[*row, "x"] for row in ALERT_ROWS]
    rows[0][-1], rows[0][2] = "天气", "发案时间"
    with pytest.raises(FileRefused) as caught:
        bring_mapped(store, rows, ALERT_MAPPING)
    rules = [(refusal.column, refusal.rule) for refusal in caught.value.refusals]
    assert rules == [
        ("案发时间", "对照要的列“案发时间”不在文件里"),
        ("发案时间", "“发案时间”这一列，对照里没有写"),
        ("天气", "“天气”这一列，对照里没有写"),
    ]
    assert "发案时间" in caught.value.refusals[0].mend


def test_a_later_file_that_says_all_clears_the_notes(store: Store) -> None:
    bring_mapped(store, ALERT_ROWS, ALERT_MAPPING, covers=NOVEMBER, complete=True)
    version = store.data_version()
    bring_mapped(store, ALERT_ROWS, ALERT_MAPPING, covers=NOVEMBER, complete=True)
    assert store.data_version() == version
    ours = [
        ["警情编号", "单位", "接警时间", "警情类别", "警情细类", "现场办结", "非警务类", "已分流", "110/119/120联动"],
        ["J1", "S1", "2026-11-01 08:30", "刑事", "其他", "是", "否", "否", "否"],
    ]
    bring_mapped(store, ours, None, covers=NOVEMBER, complete=True)
    assert figure(store, "onscene_completion_rate", PERIOD).note is None
