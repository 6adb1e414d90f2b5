"""Sheets of .ods files."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipFile

from python_calamine import CalamineSheet, CalamineWorkbook

from core.intake.grid import Row
from core.intake.workbook.ods_marks import OdsMarks
from core.intake.workbook.sheet_marks import MarkStream
from core.intake.workbook.sheet_rows import SheetContent, loaded_size, marked_rows
from core.intake.workbook.unreadable import UnreadableWorkbook

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
LOCKED = "工作簿有打开密码"
UNLOCK = "在 LibreOffice 或 WPS 中打开，去掉打开密码，保存后再导入"


def refuse_locked(archive: ZipFile) -> None:
    """Raises UnreadableWorkbook where a password locks the file."""
    if MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST):
        raise UnreadableWorkbook(LOCKED, UNLOCK)


class OdsFile:
    """An .ods file: the sizes of its sheets, and the content of one."""

    def __init__(self, archive: ZipFile, book: CalamineWorkbook) -> None:
        self._archive, self._book = archive, book

    def read(self, name: str) -> SheetContent:
        """The content of one sheet: its values by calamine, what calamine does not tell from the file's XML."""
        marks = OdsMarks(name)
        content = SheetContent(iter(()), marks.spans, hidden_columns=marks.hidden_columns)
        content.rows = _rows(self._archive, marks, self._book.get_sheet_by_name(name), content)
        return content

    def size(self, name: str) -> tuple[int, int]:
        """The number of rows and columns of a sheet."""
        return loaded_size(self._book.get_sheet_by_name(name))


def _rows(archive: ZipFile, marks: OdsMarks, sheet: CalamineSheet, content: SheetContent) -> Iterator[Row]:
    first_column = sheet.start[1] if sheet.start else 0
    with archive.open(CONTENT) as stream:
        yield from marked_rows(sheet.iter_rows(), first_column, MarkStream(marks.rows(stream)), content)
