"""Say where headers are found: shapes written after the weights of the score were set, so that they can be wrong."""

from __future__ import annotations

from typing import Any

import pytest

from core.intake.table import HeaderUnclear, parse_table
from tests.support.intake_world import csv_text

Cells = list[list[Any]]
FOUND: dict[str, tuple[tuple[int, int], Cells]] = {
    "text only units": (
        (1, 1),
        [
            ["名称", "类别", "上级"],
            ["甲溪所", "派出所", "县局"],
            ["乙坪所", "派出所", "县局"],
            ["丙社区", "社区", "甲溪所"],
        ],
    ),
    "title+text only": (
        (2, 2),
        [["甲县派出所一览"], ["名称", "类别", "上级"], ["甲溪所", "派出所", "县局"], ["乙坪所", "派出所", "县局"]],
    ),
    "title2+records": (
        (3, 3),
        [
            ["警情登记表（2026年10月）"],
            ["", "", "", "打印时间：2026-11-01 08:00"],
            ["接警单编号", "报警时间", "警情地点类别", "处警单位"],
            ["J1", "2026-10-01 08:00", "小区", "甲所"],
            ["J2", "2026-10-02 09:30", "街面", "乙所"],
            ["J3", "2026-10-02 10:30", "", "乙所"],
        ],
    ),
    "english weekly": (
        (1, 1),
        [["Offense", "Week 1", "Week 2", "YTD"], ["Robbery", 3, 4, 50], ["Burglary", 5, 2, 61], ["Theft", 15, 22, 361]],
    ),
    "english title": (
        (4, 4),
        [
            ["Police Department"],
            ["Weekly Crime Report"],
            [""],
            ["Offense", "This week", "Last week", "YTD", "% change"],
            ["Robbery", 3, 4, 50, "-3%"],
            ["Burglary", 5, 2, 61, "4%"],
            ["Total", 8, 6, 111, "1%"],
        ],
    ),
    "long headers": (
        (2, 2),
        [
            ["2026年三季度执法问题盯办台账"],
            ["序号", "责任单位", "问题描述（按法制支队通报原文填写）", "整改措施及完成时限", "是否完成", "完成日期"],
            [1, "甲所", "笔录未签字，程序不规范，需补正", "补签并约谈", "是", "2026-08-01"],
            [2, "乙所", "超期未结", "结案", "否", ""],
        ],
    ),
    "code rows": (
        (1, 1),
        [["编号", "值"], ["A1", "1"], ["A2", "2"], ["A3", "3"]],
    ),
    "wide months": (
        (2, 2),
        [
            ["单位：起", "", "", "", "", "", "", "", "", "", "", "", ""],
            ["单位", "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
            ["甲", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            ["乙", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            ["丙", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            ["丁", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        ],
    ),
    "two row csv": (
        (2, 3),
        [
            ["表1 警情", "", "", "", "", "", ""],
            ["单位", "刑事", "", "治安", "", "合计", "备注"],
            ["", "本月", "上月", "本月", "上月", "", ""],
            ["甲", 1, 2, 3, 4, 10, ""],
            ["乙", 1, 2, 3, 4, 10, "x"],
        ],
    ),
    "units across": (
        (2, 2),
        [
            ["项目", "单位：起", "", ""],
            ["计数项", "甲溪所", "乙坪所", "丙湾所"],
            ["刑事警情", 1, 2, 3],
            ["治安警情", 2, 3, 4],
            ["交通警情", 9, 8, 7],
        ],
    ),
    "serial first": (
        (2, 2),
        [
            ["××县公安局社区警务工作情况统计表"],
            ["序号", "单位", "走访户数", "化解纠纷", "宣传次数"],
            [1, "甲", 100, 5, 3],
            [2, "乙", 90, 4, 2],
            [3, "丙", 80, 3, 1],
        ],
    ),
}
UNCLEAR: dict[str, Cells] = {
    "year columns": [
        ["近三年刑事立案数"],
        ["单位", "2024", "2025", "2026"],
        ["甲", 12, 13, 14],
        ["乙", 22, 21, 20],
        ["丙", 2, 1, 2],
    ],
    "units col below header": [
        ["单位", "110警情", "接处警及时率", "群众满意度"],
        ["", "起", "%", "%"],
        ["甲", 100, "98.1", "99.0"],
        ["乙", 90, "97.1", "98.0"],
    ],
    "no header": [
        ["J1", "2026-10-01 08:00", "小区", "甲所"],
        ["J2", "2026-10-02 09:30", "街面", "乙所"],
        ["J3", "2026-10-02 10:30", "街面", "乙所"],
    ],
    "no header2": [["甲所", "刑事", 3], ["甲所", "治安", 4], ["乙所", "刑事", 5]],
}


def read(rows: Cells) -> tuple[int, int]:
    width = max(map(len, rows))
    cells = [[str(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    return parse_table("表.csv", csv_text(cells).encode()).header_rows


@pytest.mark.parametrize("shape", FOUND)
def test_headers_are_found(shape: str) -> None:
    expected, rows = FOUND[shape]
    assert read(rows) == expected


@pytest.mark.parametrize("shape", UNCLEAR)
def test_unclear_headers_are_asked_about(shape: str) -> None:
    with pytest.raises(HeaderUnclear):
        read(UNCLEAR[shape])


def test_texts_alone_have_their_first_row_for_headers() -> None:
    assert read([["甲所", "刑事", "是"], ["甲所", "治安", "否"], ["乙所", "刑事", "否"]]) == (1, 1)
