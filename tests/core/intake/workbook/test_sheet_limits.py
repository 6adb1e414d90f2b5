"""A small file that stands for a huge sheet is refused before the server keeps it."""

from __future__ import annotations

from itertools import count
from unittest.mock import Mock

import pytest

from core.intake.choices import SheetUnclear
from core.intake.grid import Row, Sheet, Span
from core.intake.refusal import FileRefused
from core.intake.workbook import sheet_limits, xlsx, xlsx_parts
from core.intake.workbook.reader import read_sheet
from core.intake.workbook.sheet_limits import bounded_batches, check_merged
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.workbook import open_workbook
from tests.support.workbooks import MadeSheet, as_ods, as_xlsx, with_part

ONE = MadeSheet([["甲", "乙"], [1, 2]])
SHEET_XML = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("cells", "limit", "rule"),
    [([""] * 1_000, "MOST_CELLS", r"第 1100 行.*格"), (["字" * 10_000], "MOST_LETTERS", r"第 1200 行.*字")],
)
def test_rows_are_counted_as_they_are_handed_out(
    monkeypatch: pytest.MonkeyPatch, cells: list[str], limit: str, rule: str
) -> None:
    monkeypatch.setattr(sheet_limits, limit, {"MOST_CELLS": 1_000_000, "MOST_LETTERS": 10_000_000}[limit])
    handed_out = 0
    with pytest.raises(UnreadableWorkbook, match=rule):
        for batch in bounded_batches(Row(number, cells) for number in count(1)):
            handed_out += len(batch)
    assert 0 < handed_out <= 1_000


def test_rows_within_the_limits_come_all_and_in_their_order() -> None:
    rows = [Row(number, ["字" * (number % 7)] * (number % 300)) for number in range(1, 5_000)]
    batches = list(bounded_batches(iter(rows)))
    assert [row for batch in batches for row in batch] == rows
    assert all(sum(len(row.cells) for row in batch) < 101_000 for batch in batches), "a line of JSON stays small"


def test_merged_cells_that_lie_on_each_other_are_no_table() -> None:
    check_merged([Span(1, column, 1_000_000, column) for column in range(20)])
    with pytest.raises(UnreadableWorkbook, match="合并单元格"):
        check_merged([Span(1, 0, sheet_limits.MOST_ROWS, 16_383)] * 20)


def test_a_row_that_repeats_itself_for_ever_ends_with_the_sheet() -> None:
    row = '<table:table-row table:number-rows-repeated="999999999999999" table:visibility="collapse"/></table:table>'
    data = with_part(as_ods(ONE), "content.xml", lambda xml: xml.replace(b"</table:table>", row.encode()))
    assert [row.number for row in open_workbook(data).read("表一").rows] == [1, 2]


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        (b'<row r="3"><c r="ZZZZZZ3" t="e"><v>#N/A</v></c></row></sheetData>', "ZZZZZZ3 在最末一列 XFD 之后"),
        (b'</sheetData><mergeCells><mergeCell ref="A1:B1048576"/>' + b'<mergeCell ref="A2:B1048576"/>' * 20, "合并"),
    ],
)
def test_places_that_no_sheet_has_are_named(part: bytes, rule: str) -> None:
    closed = part if part.endswith(b"</sheetData>") else part + b"</mergeCells>"
    data = with_part(as_xlsx(ONE), SHEET_XML, lambda xml: xml.replace(b"</sheetData>", closed))
    with pytest.raises(FileRefused, match=rule):
        read_sheet("表.xlsx", data, None)


def test_columns_hidden_beyond_the_last_one_cost_nothing() -> None:
    columns = b'<cols><col min="2" max="999999999999" hidden="1"/></cols><sheetData>'
    data = with_part(as_xlsx(ONE), SHEET_XML, lambda xml: xml.replace(b"<sheetData>", columns))
    assert len(open_workbook(data).read("表一").hidden_columns) == 16_383


def test_sheets_are_measured_by_one_reading_of_the_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Mock(side_effect=xlsx_parts.read_parts)
    monkeypatch.setattr(xlsx, "read_parts", read)
    book = open_workbook(as_xlsx(*[MadeSheet([["甲"]], f"表{number}") for number in range(30)]))
    assert [sheet.rows for sheet in book.sheets()] == [1] * 30
    read.assert_called_once()


def test_of_very_many_sheets_the_first_are_named() -> None:
    sheets = [Sheet(f"表{number}", False, 1, 1) for number in range(3_000)]
    sentence = str(SheetUnclear("表.xlsx", sheets, None))
    assert "有 3000 个工作表" in sentence and "“表59”（1 行） 等" in sentence and "表60" not in sentence
