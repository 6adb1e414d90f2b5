"""Texts of old .xls files are read by the encoding that they are in, or the first that cannot be is named."""

from __future__ import annotations

import struct

import pytest

from core.intake.refusal import FileRefused
from core.intake.workbook.reader import list_sheets, read_sheet
from tests.support.old_workbooks import excel_95
from tests.support.workbooks import MadeSheet, as_xls

ROWS: list[list[str | float]] = [["单位", "受理"], ["城关派出所", 200.0], ["ＡＢ·青溪所（原河东）", 166.0]]
SHOWN = [["单位", "受理"], ["城关派出所", "200"], ["ＡＢ·青溪所（原河东）", "166"]]


def encoded(encoding: str, rows: list[list[str | float]] = ROWS) -> list[list[bytes | float]]:
    return [[cell.encode(encoding) if isinstance(cell, str) else cell for cell in row] for row in rows]


def texts(data: bytes) -> list[list[str]]:
    return [list(map(str, row.cells)) for row in read_sheet("旧.xls", data, None).rows]


@pytest.mark.parametrize("page", [936, 54936, 1252, 1250, None, 0, 21010, 1200, 32768])
def test_chinese_is_read_whatever_the_file_names(page: int | None) -> None:
    data = excel_95(encoded("gb18030"), page, "统计表".encode("gbk"))
    assert texts(data) == SHOWN
    assert [sheet.name for sheet in list_sheets("旧.xls", data)] == ["统计表"]


def test_a_unicode_file_is_read_whatever_it_names() -> None:
    made = as_xls(MadeSheet(ROWS, "统计表"))
    place = made.index(struct.pack("<HHH", 0x42, 2, 1200)) + 4
    for page in (936, 1252, 21010, 0):
        assert texts(made[:place] + struct.pack("<H", page) + made[place + 2 :]) == SHOWN


def test_other_scripts_are_taken_at_their_word() -> None:
    assert texts(excel_95(encoded("utf-8"), 65001)) == SHOWN
    assert texts(excel_95(encoded("big5", [["單位", "受理"]]), 950)) == [["單位", "受理"]]
    assert texts(excel_95(encoded("cp949", [["부서", "접수"]]), 949)) == [["부서", "접수"]]
    assert texts(excel_95(encoded("cp1252", [["Zürich", "Café"]]), 1252)) == [["Zürich", "Café"]]
    assert texts(excel_95([[b"unit", b"n"], [b"S1", 3.0]], 21010)) == [["unit", "n"], ["S1", "3"]]


@pytest.mark.parametrize(("page", "said"), [(936, "标的是 936"), (1252, "标的是 1252"), (None, "没有标明")])
def test_the_first_text_that_cannot_be_read_is_named(page: int | None, said: str) -> None:
    rows = encoded("gbk")
    rows[2][0] = "青溪派出所".encode("gbk")[:-1]  # cut off in the midst of a letter, as columns of a fixed width do
    with pytest.raises(FileRefused) as refused:
        texts(excel_95(rows, page))
    (refusal,) = refused.value.refusals
    assert refusal.rule == f"文字的编码认不出（{said}），读不了的如第 1 张工作表的 A3"
    assert "另存为 .xlsx" in refusal.mend
