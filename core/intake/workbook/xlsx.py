"""Sheets of .xlsx and .xlsm files."""

from __future__ import annotations

from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from core.intake.grid import Span
from core.intake.workbook.sheet_rows import SheetContent, loaded_size, marked_rows
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xlsx_marks import XlsxMarks
from core.intake.workbook.xlsx_parts import XlsxParts, read_parts
from core.intake.workbook.xlsx_rows import XlsxRows
from core.intake.workbook.xlsx_slices import SlicedSheet, is_large, large_size


class XlsxFile:
    """An .xlsx file whose small parts are read once, however many sheets are asked for."""

    def __init__(self, archive: ZipFile, book: CalamineWorkbook) -> None:
        self._archive, self._book = archive, book
        self._parts = read_parts(archive)

    def read(self, name: str) -> SheetContent:
        """The content of one sheet: its values by calamine, what calamine does not tell from the sheet's XML."""
        archive, parts = self._archive, self._parts
        path = self._path(name)
        rows = XlsxRows(archive.open(path))
        content = SheetContent(iter(()), hidden_columns=rows.hidden_columns())
        marks = XlsxMarks(rows, parts.formats, trust_zeros=_trusts_zeros(archive, path, parts))
        if is_large(archive, path):
            large = SlicedSheet(archive, path, name)
            content.spans = large.spans
            content.rows = marked_rows(large.rows(), 0, marks, content)
            return content
        sheet = self._book.get_sheet_by_name(name)
        ranges = sheet.merged_cell_ranges or []
        content.spans = [Span(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges]
        content.rows = marked_rows(sheet.iter_rows(), sheet.start[1] if sheet.start else 0, marks, content)
        return content

    def size(self, name: str) -> tuple[int, int]:
        """The number of rows and columns of a sheet."""
        path = self._path(name)
        if is_large(self._archive, path):
            return large_size(self._archive, path)
        return loaded_size(self._book.get_sheet_by_name(name))

    def _path(self, name: str) -> str:
        path = self._parts.sheets.get(name, "")
        if path not in self._archive.NameToInfo:
            raise UnreadableWorkbook(f"工作表“{name}”的内容不在文件里，文件已损坏")
        return path


def _trusts_zeros(archive: ZipFile, path: str, parts: XlsxParts) -> bool:
    """Tell whether the values of formulas count: not where Excel is to work them out and each of them is still 0."""
    if not parts.calculates_on_load:
        return True
    with archive.open(path) as stream:
        return not XlsxMarks(XlsxRows(stream), parts.formats).has_only_zero_formulas()
