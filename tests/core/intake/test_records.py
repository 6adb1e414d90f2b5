"""Files of records: headers, row rules, repeated numbers, corrections, coverage, one transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from core.intake import importer as importer_module
from core.intake import records as records_module
from core.intake.importer import import_file
from core.intake.refusal import FileRefused, ImportRefused
from core.store.coverage import coverage
from core.store.cube import cube_differences
from core.store.sources import source_ages
from core.store.store import Store
from tests.support.intake_world import (
    ALERT,
    DISPUTE,
    NOW,
    alert,
    bring,
    counts,
    day,
    dispute,
    empty_store,
    peopled_store,
    unit_id,
    write_csv,
)


def ids(store: Store, kind: str) -> list[str]:
    return [number for (number,) in store.db.execute(f"SELECT id FROM fact_{kind} ORDER BY id")]


def test_good_rows_go_in_and_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows = [ALERT, alert("A1"), alert("A2", "C11"), alert("A3", "乙坪派出所", "bad")]
    first = bring(store, "alert", rows)
    assert counts(first) == (2, 0, 0, 1)
    assert first.rows_read == 3
    assert any("1 行被拒收" in warning for warning in first.warnings)
    version = store.data_version()
    assert counts(bring(store, "alert", rows)) == (0, 0, 2, 1)
    assert store.data_version() == version
    assert not any(cube_differences(store).values())


def test_a_corrected_row_is_a_change_and_the_cube_follows(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")])
    assert counts(bring(store, "alert", [ALERT, alert("A1", kind="治安"), alert("A2"), alert("A3")])) == (1, 1, 1, 0)
    assert not any(cube_differences(store).values())


def test_refused_values_are_kept_nowhere(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "alert", [ALERT, alert("A1"), alert("A2", kind="绝密值甲乙丙")])
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database_bytes = b"".join(path.read_bytes() for path in store.path.parent.glob("bureau.db*"))
    assert "绝密值甲乙丙".encode() not in database_bytes and b"A1" in database_bytes


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("报警人姓名", "个人信息"),
        ("身份证号", "个人信息"),
        ("联系电话", "个人信息"),
        ("家庭地址", "个人信息"),
        ("警情类型", "不认识的列"),
    ],
)
def test_unknown_columns_refuse_the_file(tmp_path: Path, header: str, message: str) -> None:
    store = peopled_store(tmp_path)
    with pytest.raises(FileRefused) as caught:
        bring(store, "alert", [[*ALERT, header], [*alert("A1"), "某某"]])
    (refusal,) = caught.value.refusals
    assert refusal.row == 1 and header in refusal.rule and message in refusal.rule and refusal.mend
    assert "某某" not in str(caught.value)
    assert ids(store, "alert") == []


def test_missing_columns_refuse_the_file_and_order_is_free(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    with pytest.raises(FileRefused) as many:
        bring(store, "alert", [["列" * 500 + str(number) for number in range(99)], ["1"] * 99])
    assert len(str(many.value)) < 2_000 and "还有" in str(many.value)
    with pytest.raises(FileRefused, match="缺少必需的列“警情类别”"):
        bring(store, "alert", [ALERT[:3], alert("A1")[:3]])
    turned = [cells[::-1] for cells in ([*ALERT[:-1], "１１０/119/120 联动"], alert("A1"))]
    assert counts(bring(store, "alert", turned)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "column", "rule"),
    [
        ({"纠纷编号": ""}, "纠纷编号", "必填"),
        ({"单位": "戊派出所"}, "单位", "没有这个单位"),
        ({"责任人": "P999"}, "责任人", "没有这个工号"),
        ({"受理时间": "46348.5"}, "受理时间", "序列号"),
        ({"受理时间": "2026-11-23 08:00"}, "受理时间", "在将来"),
        ({"化解时间": "2026-11-01 08:29:59"}, "化解时间", "早于受理时间"),
        ({"化解时间": "2026-10-31"}, "化解时间", "早于受理时间"),
        ({"录入时间": "2026-11-01 08:29"}, "录入时间", "早于受理时间"),
        ({"来源": "举报"}, "来源", "可选值"),
        ({"重点纠纷": "重点"}, "重点纠纷", "是”或“否"),
        ({"化解期限": "11月30日"}, "化解期限", "日期"),
    ],
)
def test_rules_of_a_dispute(tmp_path: Path, changes: dict[str, str], column: str, rule: str) -> None:
    store = peopled_store(tmp_path)
    headers = [*DISPUTE, "责任人", "录入时间", "化解期限"]
    good = [*dispute("D1"), "P001", "2026-11-02", "2026-12-31"]
    broken = [changes.get(header, cell) for header, cell in zip(headers, [*dispute("D2"), "", "", ""], strict=True)]
    report = bring(store, "dispute", [headers, good, broken])
    assert counts(report) == (1, 0, 0, 1)
    (refusal,) = report.refused
    assert (refusal.row, refusal.column, refusal.value) == (3, column, changes[column])
    assert rule in refusal.rule and refusal.mend


def test_counts_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    headers = ["检查编号", "单位", "检查时间", "场所类型", "房间数", "发现隐患", "已整改隐患", "下发通知书", "停业整改"]
    base = ["甲溪派出所", "2026-11-01 09:00", "宾馆酒店", "40"]
    rows = [["I1", *base, "3", "3", "1", "否"], ["I2", *base, "3", "4", "1", "否"], ["I3", *base, "-1", "0", "1", "否"]]
    report = bring(store, "inspection", [headers, *rows])
    assert ids(store, "inspection") == ["I1"]
    assert [(refusal.row, refusal.column) for refusal in report.refused] == [(3, "已整改隐患"), (4, "发现隐患")]
    diverted = [*alert("A1")[:5], "否", "是", "否"]
    refused = bring(store, "alert", [ALERT, diverted]).refused
    assert "应不大于“非警务类”" in refused[0].rule


def test_bare_dates_are_refused_where_the_hour_counts(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    (refusal,) = bring(store, "alert", [ALERT, alert("A1", when="2026-11-01")]).refused
    assert "按小时统计" in refusal.rule and "08:30" in refusal.mend
    same_day = [DISPUTE, dispute("D1", when="2026-11-01 08:30", done="2026-11-01"), dispute("D2", when="2026-11-01")]
    assert counts(bring(store, "dispute", same_day)) == (2, 0, 0, 0)
    times = store.db.execute("SELECT occurred_at = outcome_at FROM fact_dispute WHERE id = 'D1'").fetchone()
    assert times == (1,)


def test_bare_dates_are_refused_where_minutes_are_counted(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    headers = ["办件编号", "单位", "受理时间", "办结时间", "事项类别", "渠道", "智能快办"]
    other_cells = ["户籍", "窗口", "否"]
    rows = [
        ["F1", "甲溪派出所", "2026-11-01", "2026-11-01", *other_cells],
        ["F2", "甲溪派出所", "2026-11-01 09:00", "2026-11-03", *other_cells],
        ["F3", "甲溪派出所", "2026-11-01", "", *other_cells],
        ["F4", "甲溪派出所", "2026-11-01 09:00", "2026-11-01 09:08", *other_cells],
    ]
    report = bring(store, "service", [headers, *rows])
    assert ids(store, "service") == ["F3", "F4"]
    assert {(refusal.row, refusal.column) for refusal in report.refused} == {(2, "办结时间"), (3, "办结时间")}


def test_repeated_numbers_are_refused_unless_the_rows_are_the_same(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    same_in_other_words = ["Ａ1", "S1", "2026/11/1 8:30", "dispute", "1", "0", "false", "否"]
    twice = [alert("A2"), alert("A2", when="2026-11-02 09:00")]
    with_broken = [alert("A3"), alert("A3", kind="不明")]
    report = bring(store, "alert", [ALERT, alert("A1"), same_in_other_words, *twice, *with_broken])
    assert ids(store, "alert") == ["A1"]
    assert counts(report) == (1, 0, 1, 4)
    assert [refusal.row for refusal in report.refused] == [4, 5, 6, 7]


def test_the_units_seen_are_covered_from_the_first_to_the_last_day(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows = [alert("A1", "C11", "2026-11-03 01:00"), alert("A2", "乙坪派出所", "2026-11-09 23:59")]
    report = bring(store, "alert", [ALERT, *rows])
    week = (day("2026-11-03"), day("2026-11-09"))
    assert report.covers == week
    assert coverage(store)["alert"] == {unit_id(store, name): [week] for name in ("甲溪派出所", "乙坪派出所")}
    assert any("丙湾派出所" in warning and "甲溪" not in warning for warning in report.warnings)
    assert source_ages(store)["alert"].covers_to.isoformat() == "2026-11-09"


def test_a_complete_file_covers_the_bureau_even_without_rows(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    october = (day("2026-10-01"), day("2026-10-31"))
    report = bring(store, "alert", [ALERT], covers=october, complete=True)
    assert coverage(store)["alert"] == {1: [october]}
    assert report.warnings == ["文件只有表头，没有数据行"]
    version = store.data_version()
    bring(store, "alert", [ALERT], covers=october, complete=True)
    assert store.data_version() == version


def test_a_file_of_which_every_row_is_refused_covers_nothing(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    report = bring(
        store, "alert", [ALERT, alert("A1", "戊")], covers=(day("2026-10-01"), day("2026-10-31")), complete=True
    )
    assert report.covers is None and not coverage(store).get("alert")


def test_today_is_not_complete_and_rows_outside_the_period_are_told(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows = [alert("A1", when="2026-11-20 09:00"), alert("A2", when="2026-11-22 09:00")]
    report = bring(store, "alert", [ALERT, *rows])
    assert report.covers == (day("2026-11-20"), day("2026-11-21"))
    assert any("今天还没有过完" in warning for warning in report.warnings)
    imported = bring(store, "alert", [ALERT, *rows], covers=(day("2026-11-21"), day("2026-11-21")))
    assert any("有 2 行不在所述期间" in warning for warning in imported.warnings)


def test_demo_databases_and_wrong_periods_and_kinds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    demo = empty_store(tmp_path / "demo", demo=True)
    with pytest.raises(ImportRefused, match="演示数据库"):
        bring(demo, "alert", [ALERT])
    store = peopled_store(tmp_path)
    with pytest.raises(ImportRefused, match="期间"):
        bring(store, "alert", [ALERT, alert("A1")], covers=(day("2026-11-02"), day("2026-11-01")))
    with pytest.raises(ImportRefused, match="期间"):
        bring(store, "alert", [ALERT, alert("A1")], covers=(day("2026-11-02"), day("2026-11-23")))
    with pytest.raises(LookupError, match="可用的有"):
        bring(store, "posting", [ALERT])


def test_another_write_between_check_and_write_stops_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = peopled_store(tmp_path)
    plain = records_module.plan_records

    def overtaken(*args: Any, **options: Any) -> Any:
        plan = plain(*args, **options)
        with store.write("other", "note", "", NOW):
            pass
        return plan

    monkeypatch.setattr(importer_module, "plan_records", overtaken)
    with pytest.raises(ImportRefused, match="重新导入"):
        bring(store, "alert", [ALERT, alert("A1")])
    assert ids(store, "alert") == []


def test_a_failure_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = peopled_store(tmp_path)
    version = store.data_version()

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(records_module, "plan_coverage", lambda store, tree, plan, *_, **__: plan.steps.append(broken))
    path = write_csv(tmp_path / "alert.csv", [ALERT, alert("A1")])
    with pytest.raises(sqlite3.OperationalError):
        import_file(store, "alert", path, now=NOW, actor="test")
    assert ids(store, "alert") == [] and store.data_version() == version


@pytest.mark.parametrize("mark", ["—", "——", "-", "/", "／", "无", "缺"])
def test_a_dash_in_a_column_of_times_is_no_time(tmp_path: Path, mark: str) -> None:
    store = peopled_store(tmp_path)
    report = bring(store, "dispute", [DISPUTE, dispute("D1", done=mark)])
    assert counts(report) == (1, 0, 0, 0)
    assert store.db.execute("SELECT outcome_at FROM fact_dispute").fetchone() == (None,)
