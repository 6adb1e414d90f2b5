"""Tables as files for a spreadsheet, in which no text is taken for a formula: CSV, and .xlsx for Excel and WPS."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.spreadsheet_cell import spreadsheet_cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format

BYTE_ORDER_MARK = "\ufeff"  # Excel takes a CSV file for UTF-8 only with it
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # a cell that begins so might be run
_WIDEST, _NARROWEST = 60, 8  # columns, in letters
_LONGEST_FOOTER = 250  # of the 255 letters that a workbook allows
_LONGEST_NAME, _NOT_IN_A_NAME = 31, str.maketrans(dict.fromkeys("[]:*?/\\'"))


@dataclass(frozen=True)
class Sheet:
    """A table to take away: its title, the remarks above it (bureau, day, 演示数据), its headers and rows.

    Numbers stay numbers and days stay days; an absent cell is None. The mark says who took it, on every printed page.
    `created` is the time in a workbook's properties, where the same sheet has to give the same bytes; now without it.
    """

    title: str
    remarks: Sequence[str]
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]
    mark: str = ""
    created: datetime | None = None


def without_formula(cell: object) -> object:
    """Put an apostrophe before a text that begins like a formula; return all else as it is."""
    if not isinstance(cell, str):
        return None if _is_absent(cell) else cell
    return f"'{cell}" if is_formula(cell) else cell


def is_formula(text: str) -> bool:
    """Return True if a spreadsheet might run a text; blanks before the sign do not keep it from that."""
    stripped = text.lstrip(f"{BYTE_ORDER_MARK} \u3000\xa0")
    return text.startswith(FORMULA_PREFIXES) or stripped.startswith(FORMULA_PREFIXES)


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV, without a byte order mark."""
    text = io.StringIO()
    csv.writer(text).writerows([without_formula(cell) for cell in row] for row in rows)
    return text.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """Write a sheet as CSV in UTF-8 with a byte order mark: title and remarks in its first line, then the headers."""
    title_line = (sheet.title, *sheet.remarks)
    return (BYTE_ORDER_MARK + csv_text([title_line, sheet.headers, *sheet.rows])).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """Write a sheet as .xlsx: title and remarks above, headers that stay and filter, columns as wide as their text.

    A text that says nothing but a number or a day is one there, and looks as it did.
    """
    from xlsxwriter import Workbook  # only those who take a file away need it

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "nan_inf_to_errors": False}) as book:
        if sheet.created is not None:
            book.set_properties({"created": sheet.created})
        page = book.add_worksheet(sheet.title.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME] or None)
        strong, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        quoted = book.add_format()
        quoted.set_quote_prefix()  # stays text even after somebody has edited the cell
        text_formats = {True: quoted, False: book.add_format()}

        formats: dict[str, Format] = {}

        def put(row: int, column: int, cell: object) -> None:
            found = spreadsheet_cell(cell, sheet.headers[column]) if isinstance(cell, str) else None
            if found is not None:
                number_format = found.number_format
                if number_format not in formats:
                    formats[number_format] = book.add_format({"num_format": number_format})
                if isinstance(found.value, datetime):
                    page.write_datetime(row, column, found.value, formats[number_format])
                else:
                    page.write_number(row, column, found.value, formats[number_format])
            elif isinstance(cell, bool | str):
                page.write_string(row, column, str(cell), text_formats[is_formula(str(cell))])
            elif isinstance(cell, int | float) and not _is_absent(cell):
                page.write_number(row, column, cell)
            elif isinstance(cell, date):
                page.write_datetime(row, column, cell, day)
            elif not _is_absent(cell):
                page.write_string(row, column, str(cell), text_formats[is_formula(str(cell))])

        page.write_string(0, 0, sheet.title, strong)
        for column, remark in enumerate(sheet.remarks, 1):
            page.write_string(0, column, remark)
        for column, header in enumerate(sheet.headers):
            page.write_string(1, column, header, strong)
            page.set_column(column, column, _width([header, *(row[column] for row in sheet.rows)]))
        for row_number, row in enumerate(sheet.rows, 2):
            for column, cell in enumerate(row):
                put(row_number, column, cell)
        page.freeze_panes(2, 1)
        if sheet.mark:
            page.set_footer(f"&C{sheet.mark.replace('&', '&&')[:_LONGEST_FOOTER]}")
        if sheet.headers:
            page.autofilter(1, 0, 1 + len(sheet.rows), len(sheet.headers) - 1)
    return file.getvalue()


def _is_absent(cell: object) -> bool:
    """Return True for None, for NaN, which a frame has in its place, and for infinity, which is no figure."""
    return cell is None or bool(cell != cell) or (isinstance(cell, float) and math.isinf(cell))


def _width(cells: Iterable[object]) -> int:
    """Return the width in letters; a Chinese one is as wide as two."""
    widest = max(sum(1 + (ord(letter) > 0x2E7F) for letter in _cell_text(cell)) for cell in cells)
    return min(_WIDEST, max(_NARROWEST, widest + 2))


def _cell_text(cell: object) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else "" if _is_absent(cell) else str(cell)
