"""Values of a large .xlsx sheet, a slice of rows at a time: calamine holds every cell of a sheet that it loads.

Of 500,000 rows and 14 columns that is 660 MB. So the sheet's XML is cut between rows, and each slice is put into a
workbook of its own in memory, with the styles and texts of the whole one, for calamine to read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from zipfile import ZIP_STORED, ZipFile

from python_calamine import CalamineSheet, CalamineWorkbook

from core.intake.grid import Span
from core.intake.workbook.cell_text import CellValue
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xlsx_rows import XlsxRows

SLICE_BYTES = 32 * 2**20  # of XML: about 40,000 rows of 14 columns
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*/>")  # of the whole sheet, for which calamine would make room
_LAST_COLUMN = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?ref=[\"'](?:[A-Z]+[0-9]+:)?([A-Z]+)[0-9]+")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?ref=[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


def is_large(archive: ZipFile, path: str) -> bool:
    """Tell whether a sheet is read in slices: it is large, and its rows have numbers."""
    if archive.getinfo(path).file_size <= SLICE_BYTES:
        return False
    with archive.open(path) as stream:
        rows = XlsxRows(stream)
        return all(rows.is_numbered(piece) for _, piece in islice(rows, 1))


def large_size(archive: ZipFile, path: str) -> tuple[int, int]:
    """Return the last row with a cell of a large sheet, and the number of its columns as the sheet itself tells it."""
    with archive.open(path) as stream:
        rows = XlsxRows(stream)
        last = max((number for number, _ in rows), default=0)
        columns = _LAST_COLUMN.search(rows.head)
        return last, _column(columns[1]) + 1 if columns else 0


class SlicedSheet:
    """A large sheet: its values row by row from the first row on, and once they are read its merged cells."""

    def __init__(self, archive: ZipFile, path: str, name: str) -> None:
        self.spans: list[Span] = []
        self._archive, self._path, self._name = archive, path, name

    def rows(self) -> Iterator[list[CellValue]]:
        """Yield every row from the first on, all as wide as any before it."""
        number = width = 0
        with self._archive.open(self._path) as stream:
            rows = XlsxRows(stream)
            for first, pieces in _slices(rows):
                sheet = self._open(rows, pieces)
                margin: list[CellValue] = [""] * (sheet.start[1] if sheet.start else 0)
                while number < first - 1:  # rows without any cell
                    number += 1
                    yield []
                for values in islice(sheet.iter_rows(), number, None):
                    number += 1
                    row = margin + values
                    width = max(width, len(row))
                    yield row + [""] * (width - len(row))
            self.spans += [
                Span(int(top), _column(left), int(bottom), _column(right))
                for left, top, right, bottom in _MERGED.findall(rows.tail)
            ]

    def _open(self, rows: XlsxRows, pieces: list[bytes]) -> CalamineSheet:
        own = BytesIO()
        with ZipFile(own, "w", ZIP_STORED) as written:
            for entry in self._archive.infolist():
                if entry.filename == self._path:
                    written.writestr(entry.filename, rows.wrapped(_DIMENSION.sub(b"", rows.head), pieces))
                elif not entry.filename.startswith("xl/worksheets/"):
                    written.writestr(entry.filename, self._archive.read(entry.filename))
        pieces.clear()
        own.seek(0)
        return CalamineWorkbook.from_filelike(own).get_sheet_by_name(self._name)


def _slices(rows: XlsxRows) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the number of the first row of each slice, and the XML of its rows."""
    first, size = 0, 0
    pieces: list[bytes] = []
    for number, piece in rows:
        if not rows.is_numbered(piece):
            raise UnreadableWorkbook("有的行没有行号，不是 Excel 或 WPS 存的")
        first = first or number
        pieces.append(piece)
        size += len(piece)
        if size > SLICE_BYTES:
            yield first, pieces
            first, size, pieces = 0, 0, []
    if pieces:
        yield first, pieces


def _column(letters: bytes) -> int:
    """The place of a column by its letters, counted from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
