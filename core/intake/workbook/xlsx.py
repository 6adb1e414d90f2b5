"""Sheets of .xlsx and .xlsm files."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineSheet

from core.intake.grid import Row, Span
from core.intake.workbook.sheet_rows import SheetContent, marked_rows
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xlsx_marks import XlsxMarks
from core.intake.workbook.xlsx_parts import XlsxParts, read_parts


def read_xlsx(data: bytes, sheet: CalamineSheet) -> SheetContent:
    """The content of one sheet: its values by calamine, what calamine does not tell from the sheet's XML."""
    archive = ZipFile(BytesIO(data))
    parts = read_parts(archive)
    path = parts.sheets.get(sheet.name, "")
    if path not in archive.namelist():
        raise UnreadableWorkbook(f"工作表“{sheet.name}”的内容不在文件里，文件已损坏")
    marks = XlsxMarks(parts.formats, trust_zeros=_trusts_zeros(archive, path, parts))
    spans = [Span(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    content = SheetContent(iter(()), spans, hidden_columns=marks.hidden_columns)
    content.rows = _rows(archive, path, marks, sheet, content)
    return content


def _trusts_zeros(archive: ZipFile, path: str, parts: XlsxParts) -> bool:
    """Tell whether the values of formulas count: not where Excel is to work them out and each of them is still 0."""
    if not parts.calculates_on_load:
        return True
    marks = XlsxMarks(())
    with archive.open(path) as stream:
        for _ in marks.rows(stream):
            pass
    return not marks.all_zero


def _rows(archive: ZipFile, path: str, marks: XlsxMarks, sheet: CalamineSheet, content: SheetContent) -> Iterator[Row]:
    first_column = sheet.start[1] if sheet.start else 0
    with archive.open(path) as stream:
        yield from marked_rows(sheet.iter_rows(), first_column, marks.rows(stream), content)
