"""Files of officers: postings, transfers, ages, coverage, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.store.coverage import coverage
from tests.support.intake_world import OFFICERS, UNITS, bring, counts, day, empty_store, peopled_store, unit_id

HEADERS = OFFICERS[0]
COLUMNS = "officer, unit, kind, post, from_day, to_day, age35_day, age50_day, retiring_day, retire_day"


def test_a_row_becomes_an_officer_and_a_posting(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    assert store.db.execute("SELECT name FROM officer WHERE id = 'P001'").fetchone() == ("演示甲",)
    posting = store.db.execute(f"SELECT {COLUMNS} FROM fact_posting WHERE id = 'P001@2020-01-01'").fetchone()
    ages = (day("2020-01-01"), day("2035-01-01"))
    assert posting == (
        *("P001", unit_id(store, "甲溪派出所"), "police", "community", day("2020-01-01"), None, *ages),
        *(day("2045-03-31") - 365, day("2045-03-31")),
    )


def test_twice_changes_nothing_and_a_new_name_is_a_correction(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    version = store.data_version()
    assert counts(bring(store, "officers", OFFICERS)) == (0, 0, 3, 0)
    assert store.data_version() == version
    renamed = [HEADERS, ["P001", "演示丁", *OFFICERS[1][2:]]]
    assert counts(bring(store, "officers", renamed)) == (0, 1, 0, 0)
    assert counts(bring(store, "officers", renamed)) == (0, 0, 1, 0)


def test_a_transfer_is_two_rows_and_corrects_the_first(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    second = ["P001", "演示甲", "丙湾派出所", "民警", "领导", "1985", "2026-03-01", "", "2045-03-31"]
    second_alone = bring(store, "officers", [HEADERS, second])
    assert counts(second_alone) == (0, 0, 0, 1)
    assert "重叠" in second_alone.refused[0].rule and "离岗日期" in second_alone.refused[0].mend
    first = [*OFFICERS[1]]
    first[7] = "2026-03-01"
    assert counts(bring(store, "officers", [HEADERS, second, first])) == (1, 1, 0, 0)
    assert counts(bring(store, "officers", [HEADERS, second, first])) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("changes", "column", "rule"),
    [
        ({0: ""}, "工号", "必填"),
        ({2: "无此所"}, "单位", "没有这个单位"),
        ({3: "协警"}, "身份", "可选值"),
        ({4: "站岗"}, "岗位", "可选值"),
        ({5: "1985-01-01"}, "出生年份", "出生年份"),
        ({6: "2026-12-01"}, "到岗日期", "在将来"),
        ({7: "2019-12-31"}, "离岗日期", "早于到岗日期"),
        ({8: "2019-12-31"}, "退休日期", "早于到岗日期"),
    ],
)
def test_what_is_refused(tmp_path: Path, changes: dict[int, str], column: str, rule: str) -> None:
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    row = [changes.get(place, cell) for place, cell in enumerate(OFFICERS[1])]
    report = bring(store, "officers", [HEADERS, row, OFFICERS[2]])
    assert counts(report) == (1, 0, 0, 1)
    (refusal,) = report.refused
    assert (refusal.row, refusal.column) == (2, column)
    assert rule in refusal.rule and refusal.mend


def test_one_number_with_two_names_and_one_posting_told_twice(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    base = OFFICERS[1]
    two_names = bring(
        store, "officers", [HEADERS, base, ["P001", "演示己", *base[2:6], "2010-01-01", "2011-01-01", ""]]
    )
    assert {refusal.rule for refusal in two_names.refused} == {"同一工号有不同姓名"}
    assert counts(two_names) == (0, 0, 0, 2)
    other_post = [*base[:4], "巡逻", *base[5:]]
    told_twice = bring(store, "officers", [HEADERS, base, other_post])
    assert all("重复而内容不同" in refusal.rule for refusal in told_twice.refused)
    assert counts(told_twice) == (0, 0, 0, 2)
    assert counts(bring(store, "officers", [HEADERS, base, base])) == (1, 0, 1, 0)


def test_the_register_is_complete_for_the_units_seen_on_the_day(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    report = bring(store, "officers", OFFICERS)
    today = (day("2026-11-22"), day("2026-11-22"))
    assert report.covers == today
    assert any("丙湾派出所" in warning for warning in report.warnings)
    covered = coverage(store)["posting"]
    assert {unit: runs for unit, runs in covered.items()} == {
        unit_id(store, name): [today] for name in ("甲溪派出所", "乙坪派出所", "澄岚治安大队")
    }
    span = (day("2026-01-01"), day("2026-11-21"))
    complete_import = bring(store, "officers", OFFICERS, covers=span, complete=True)
    assert not complete_import.warnings
    assert coverage(store)["posting"][1] == [span]
