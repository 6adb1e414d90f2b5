"""A large .xlsx sheet is read in slices, and nothing of it is otherwise than read at once."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import xlsxwriter

from core.intake.workbook import xlsx_slices
from core.intake.workbook.sheet_rows import SheetContent
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.workbook import open_workbook
from core.intake.workbook.xlsx_rows import XlsxRows

ReadRow = tuple[int, list[str], list[str]]  # number, cells, the types of those that hold anything


def made() -> bytes:
    """A sheet with what readers stumble over: gaps, dates, percentages, errors, hidden rows, merges."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("表")
    day = book.add_format({"num_format": "yyyy/m/d"})
    percent = book.add_format({"num_format": "0.0%"})
    sheet.merge_range("B1:D1", "标题")
    for row in range(2, 60):
        if row in (7, 8, 9, 30):
            continue
        sheet.write_string(row, 1, f"编号{row % 5}")
        sheet.write_datetime(row, 2, dt.datetime(2026, 1, 1) + dt.timedelta(days=row), day)
        sheet.write_number(row, 3, row / 100, percent)
    sheet.write_formula(20, 3, "=1/0", None, "#DIV/0!")
    sheet.write_string(44, 6, "远处")
    sheet.set_row(33, None, None, {"hidden": True})
    sheet.merge_range("B70:C72", "末")
    book.close()
    return out.getvalue()


def content(data: bytes) -> tuple[list[ReadRow], SheetContent]:
    read = open_workbook(data).read("表")
    rows = list(read.rows)
    return [(row.number, row.cells, [type(cell).__name__ for cell in row.cells if cell]) for row in rows], read


def trimmed(rows: list[ReadRow]) -> list[ReadRow]:
    """Rows without the empty cells behind them: a slice is as wide as what came before it."""
    return [(number, "/".join(cells).rstrip("/").split("/"), kinds) for number, cells, kinds in rows]


@pytest.mark.parametrize("size", [1, 700, 3_000, 10**6])
@pytest.mark.parametrize("is_resaved", [False, True])
def test_slices_are_the_sheet(monkeypatch: pytest.MonkeyPatch, size: int, is_resaved: bool) -> None:
    data = made()
    if is_resaved:  # with texts kept apart from the sheet, as Excel does
        out = io.BytesIO()
        openpyxl.load_workbook(io.BytesIO(data)).save(out)
        data = out.getvalue()
    whole, told = content(data)
    sizes = open_workbook(data).sheets()
    monkeypatch.setattr(xlsx_slices, "SLICE_BYTES", size)
    rows, sliced = content(data)
    assert trimmed(rows) == trimmed(whole)
    assert (sliced.spans, sliced.hidden_rows, sliced.yearless) == (told.spans, told.hidden_rows, told.yearless)
    assert len(whole) > 50 and told.spans and told.hidden_rows
    found = open_workbook(data).sheets()  # where rows without values count too
    assert [(one.name, one.columns) for one in found] == [(one.name, one.columns) for one in sizes]


def test_rows_without_numbers_are_read_at_once_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_slices, "SLICE_BYTES", 1)
    numbered = b'<worksheet><sheetData><row r="1"><c r="A1"/></row><row><c/></row></sheetData></worksheet>'
    with pytest.raises(UnreadableWorkbook, match="没有行号"):
        list(xlsx_slices._slices(XlsxRows(io.BytesIO(numbered))))
