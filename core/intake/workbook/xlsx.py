"""Sheets of .xlsx and .xlsm files."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineSheet

from core.intake.grid import Span
from core.intake.workbook.sheet_rows import SheetContent, marked_rows
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xlsx_marks import XlsxMarks
from core.intake.workbook.xlsx_parts import XlsxParts, read_parts
from core.intake.workbook.xlsx_rows import XlsxRows


def read_xlsx(data: bytes, sheet: CalamineSheet) -> SheetContent:
    """The content of one sheet: its values by calamine, what calamine does not tell from the sheet's XML."""
    archive = ZipFile(BytesIO(data))
    parts = read_parts(archive)
    path = parts.sheets.get(sheet.name, "")
    if path not in archive.namelist():
        raise UnreadableWorkbook(f"工作表“{sheet.name}”的内容不在文件里，文件已损坏")
    spans = [Span(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    rows = XlsxRows(archive.open(path))
    content = SheetContent(iter(()), spans, hidden_columns=rows.hidden_columns())
    marks = XlsxMarks(rows, parts.formats, trust_zeros=_trusts_zeros(archive, path, parts))
    content.rows = marked_rows(sheet.iter_rows(), sheet.start[1] if sheet.start else 0, marks, content)
    return content


def _trusts_zeros(archive: ZipFile, path: str, parts: XlsxParts) -> bool:
    """Tell whether the values of formulas count: not where Excel is to work them out and each of them is still 0."""
    if not parts.calculates_on_load:
        return True
    with archive.open(path) as stream:
        return not XlsxMarks(XlsxRows(stream), parts.formats).has_only_zero_formulas()
