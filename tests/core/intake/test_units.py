"""Files of units: any order, synonyms, the root, and every way a tree can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.store.units import unit_tree
from tests.support.intake_world import BUREAU, UNITS, bring, counts, empty_store

HEADERS = UNITS[0]


def test_rows_in_any_order_become_a_tree_and_twice_changes_nothing(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    assert counts(bring(store, "units", UNITS)) == (5, 0, 0, 0)
    version = store.data_version()
    assert counts(bring(store, "units", UNITS)) == (0, 0, 5, 0)
    assert store.data_version() == version
    tree = unit_tree(store)
    by_name = {
        unit.code: (unit.name, unit.kind, tree.units[unit.parent].name, unit.setting)
        for unit in tree.units.values()
        if unit.parent
    }
    assert by_name == {
        "S1": ("甲溪派出所", "station", BUREAU, "urban"),
        "S2": ("乙坪派出所", "station", BUREAU, "town"),
        "S3": ("丙湾派出所", "station", BUREAU, "rural"),
        "D1": ("澄岚治安大队", "department", BUREAU, None),
        "C11": ("甲溪一社区", "community", "甲溪派出所", None),
    }


def test_the_root_may_stand_in_the_file_and_give_its_code_to_others(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    rows = [HEADERS, ["S1", "甲溪派出所", "所", "330", ""], ["330", BUREAU, "局", "", ""]]
    assert counts(bring(store, "units", rows)) == (1, 0, 1, 0)
    assert counts(bring(store, "units", rows)) == (0, 0, 2, 0)
    tree = unit_tree(store)
    assert [unit.code for unit in tree.children(tree.root.id)] == ["S1"]


def test_without_a_code_the_name_serves_and_is_known_again(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    rows = [["单位名称", "单位类别", "上级单位"], ["丁洲社区", "村", "丁洲派出所"], ["丁洲派出所", "station", ""]]
    assert counts(bring(store, "units", rows)) == (2, 0, 0, 0)
    assert {unit.code for unit in unit_tree(store).units.values()} == {BUREAU, "丁洲社区", "丁洲派出所"}
    assert counts(bring(store, "units", rows)) == (0, 0, 2, 0)
    bring(store, "units", UNITS)
    assert counts(bring(store, "units", [["单位名称", "单位类别"], ["甲溪派出所", "派出所"]])) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([["S9", "戊", "派出所", "没有的局", ""]], {2: "没有这个上级单位"}),
        ([["S9", "戊", "派出所", "己", ""], ["S8", "己", "镇街", "戊", ""]], {2: "绕成一圈", 3: "绕成一圈"}),
        ([["S9", "戊", "派出所", "S9", ""]], {2: "绕成一圈"}),
        ([["S9", "戊", "派出所", "", ""], ["S9", "己", "派出所", "", ""]], {2: "重复而内容不同", 3: "重复而内容不同"}),
        ([["S9", "戊", "派出所", "", ""], ["S8", "戊", "派出所", "", ""]], {2: "同名", 3: "同名"}),
        ([["S9", "戊", "局", "", ""]], {2: "只有本局"}),
        ([["S9", "戊", "派出厂", "", ""]], {2: "可选值"}),
        ([["S9", "", "派出所", "", ""]], {2: "必填"}),
        ([["S9", "戊", "派出所", "无", ""], ["C9", "戊社区", "社区", "S9", ""]], {2: "没有这个上级", 3: "没有被接收"}),
        ([["S1", "改名派出所", "派出所", "", ""]], {2: "已登记"}),
        ([["S7", "甲溪派出所", "派出所", "", ""]], {2: "同名"}),
    ],
)
def test_what_is_refused(tmp_path: Path, rows: list[list[str]], refused: dict[int, str]) -> None:
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    report = bring(store, "units", [HEADERS, *rows, ["OK", "好派出所", "派出所", "", ""]])
    assert report.new == 1
    assert {refusal.row for refusal in report.refused} == set(refused)
    for refusal in report.refused:
        assert refused[refusal.row] in refusal.rule and refusal.mend and refusal.column


def test_copies_count_once_and_namesakes_need_codes_as_parents(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    row = ["S9", "戊溪派出所", "派出所", "", "城区"]
    assert counts(bring(store, "units", [HEADERS, row, row])) == (1, 0, 1, 0)
    twins = [["T1", "中心", "镇街", "S9", ""], ["T2", "中心", "镇街", "", ""], ["T3", "中心社区", "社区", "中心", ""]]
    report = bring(store, "units", [HEADERS, *twins])
    assert counts(report) == (2, 0, 0, 1)
    assert "T1、T2" in report.refused[0].mend
