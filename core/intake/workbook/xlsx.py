"""Sheets of .xlsx and .xlsm files."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineSheet, CalamineWorkbook

from core.intake.grid import Span
from core.intake.workbook.sheet_rows import SheetContent, marked_rows
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xlsx_marks import XlsxMarks
from core.intake.workbook.xlsx_parts import XlsxParts, read_parts
from core.intake.workbook.xlsx_rows import XlsxRows
from core.intake.workbook.xlsx_slices import SlicedSheet, is_large, large_size


def read_xlsx(data: bytes, book: CalamineWorkbook, name: str) -> SheetContent:
    """The content of one sheet: its values by calamine, what calamine does not tell from the sheet's XML."""
    archive = ZipFile(BytesIO(data))
    parts = read_parts(archive)
    path = _path(archive, parts, name)
    rows = XlsxRows(archive.open(path))
    content = SheetContent(iter(()), hidden_columns=rows.hidden_columns())
    marks = XlsxMarks(rows, parts.formats, trust_zeros=_trusts_zeros(archive, path, parts))
    if is_large(archive, path):
        large = SlicedSheet(archive, path, name)
        content.spans = large.spans
        content.rows = marked_rows(large.rows(), 0, marks, content)
        return content
    sheet = book.get_sheet_by_name(name)
    ranges = sheet.merged_cell_ranges or []
    content.spans = [Span(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges]
    content.rows = marked_rows(sheet.iter_rows(), sheet.start[1] if sheet.start else 0, marks, content)
    return content


def size_of_xlsx(data: bytes, book: CalamineWorkbook, name: str) -> tuple[int, int]:
    """The number of rows and columns of a sheet."""
    archive = ZipFile(BytesIO(data))
    path = _path(archive, read_parts(archive), name)
    return large_size(archive, path) if is_large(archive, path) else loaded_size(book.get_sheet_by_name(name))


def loaded_size(sheet: CalamineSheet) -> tuple[int, int]:
    """The number of rows and columns of a sheet that calamine has loaded."""
    last = sheet.end
    return (last[0] + 1, last[1] + 1) if last else (0, 0)


def _path(archive: ZipFile, parts: XlsxParts, name: str) -> str:
    path = parts.sheets.get(name, "")
    if path not in archive.namelist():
        raise UnreadableWorkbook(f"工作表“{name}”的内容不在文件里，文件已损坏")
    return path


def _trusts_zeros(archive: ZipFile, path: str, parts: XlsxParts) -> bool:
    """Tell whether the values of formulas count: not where Excel is to work them out and each of them is still 0."""
    if not parts.calculates_on_load:
        return True
    with archive.open(path) as stream:
        return not XlsxMarks(XlsxRows(stream), parts.formats).has_only_zero_formulas()
