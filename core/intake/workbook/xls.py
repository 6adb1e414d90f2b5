"""Sheets of old .xls workbooks (BIFF), and of .et files that hold the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.sheet import Sheet as XlsSheet
from xlrd.xldate import xldate_as_datetime

from core.intake.grid import CellFault, Sheet, Span
from core.intake.workbook.cell_text import CellValue
from core.intake.workbook.number_format import number_format
from core.intake.workbook.sheet_marks import NOT_CALCULATED, Mark, MarkStream, RowMarks
from core.intake.workbook.sheet_rows import SheetContent, marked_rows
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xls_encoding import open_in_its_encoding
from core.intake.workbook.xls_formulas import Places, uncalculated_formulas

LOCKED = "工作簿有打开密码"
UNLOCK = "在 Excel 或 WPS 中打开，去掉打开密码（文件 → 信息 → 保护工作簿），保存后再导入"
_ELAPSED = "[h"
_MOST_DAYS = 999_999_999  # days that a duration may have


def open_xls(data: bytes) -> Book:
    """Opens a workbook. Raises UnreadableWorkbook where a password locks it."""
    try:
        return open_in_its_encoding(data)
    except XLRDError as error:
        if "encrypted" in str(error).lower():
            raise UnreadableWorkbook(LOCKED, UNLOCK) from error
        raise


def xls_sheets(book: Book) -> list[Sheet]:
    """The sheets of a workbook that hold cells."""
    return [Sheet(sheet.name, sheet.visibility != 0, sheet.nrows, sheet.ncols) for sheet in book.sheets()]


def read_xls(data: bytes, book: Book, name: str) -> SheetContent:
    """The content of one sheet."""
    index = book.sheet_names().index(name)
    sheet = book.sheet_by_index(index)
    places = uncalculated_formulas(data)
    uncalculated = places[index] if len(places) == book.nsheets else set()
    spans = [Span(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
    hidden = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    content = SheetContent(iter(()), spans, hidden_columns=hidden)
    values = ([_value(book, sheet, row, column) for column in range(sheet.ncols)] for row in range(sheet.nrows))
    content.rows = marked_rows(values, 0, MarkStream(_marks(book, sheet, uncalculated)), content)
    return content


def _value(book: Book, sheet: XlsSheet, row: int, column: int) -> CellValue:
    cell = sheet.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER):
        return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment(book, float(cell.value), _format_code(book, cell.xf_index)[1] or "")
    return ""


def _moment(book: Book, value: float, code: str) -> CellValue:
    if _ELAPSED in code.lower():
        return dt.timedelta(days=value) if abs(value) < _MOST_DAYS else value
    try:
        moment = xldate_as_datetime(value, book.datemode)
    except OverflowError:  # 20261101 under the format of a date, which Excel shows as ####
        return value
    return moment.time() if value < 1 else moment


def _format_code(book: Book, style: int | None) -> tuple[int, str | None]:
    """The number of a cell's format, and its code where the file itself gives it."""
    number = book.xf_list[style or 0].format_key
    given = book.format_map.get(number)
    return number, given.format_str if given is not None and number >= 164 else None


def _marks(book: Book, sheet: XlsSheet, uncalculated: Places) -> Iterator[RowMarks]:
    formats = [number_format(*_format_code(book, style)) for style in range(len(book.xf_list))]
    for row in range(sheet.nrows):
        marks: dict[int, Mark] = {}
        for column, kind in enumerate(sheet.row_types(row)):
            style = sheet.cell_xf_index(row, column) if kind != xlrd.XL_CELL_EMPTY else 0
            shown = formats[style]
            if kind == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(int(sheet.cell_value(row, column)), "#VALUE!")
                marks[column] = (CellFault.ERROR, text)
            elif (row, column) in uncalculated:
                marks[column] = (CellFault.UNCACHED, NOT_CALCULATED)
            elif shown is not None:
                marks[column] = shown
        info = sheet.rowinfo_map.get(row)
        is_hidden = info is not None and bool(info.hidden)
        if marks or is_hidden:
            yield RowMarks(row + 1, is_hidden, marks)
