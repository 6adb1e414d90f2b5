"""Tables as files for a spreadsheet, in which no text is taken for a formula: CSV, and .xlsx for Excel and WPS."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

BYTE_ORDER_MARK = "\ufeff"  # Excel takes a CSV file for UTF-8 only with it
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # a cell that begins so might be run
_WIDEST, _NARROWEST = 60, 8  # columns, in letters
_LONGEST_NAME, _NOT_IN_A_NAME = 31, str.maketrans(dict.fromkeys("[]:*?/\\'"))


@dataclass(frozen=True)
class Sheet:
    """A table to take away: its title, what is said above it (bureau, day, 演示数据), its heads and rows.

    Numbers stay numbers and days stay days; what is absent is None.
    """

    title: str
    remarks: Sequence[str]
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]


def without_formula(cell: object) -> object:
    """A text that begins like a formula, with an apostrophe before it; all else as it is."""
    if not isinstance(cell, str):
        return None if _absent(cell) else cell
    return f"'{cell}" if is_formula(cell) else cell


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text; blanks before the sign do not keep it from that."""
    return text.startswith(FORMULA_PREFIXES) or text.lstrip(f"{BYTE_ORDER_MARK} \u3000\xa0").startswith(
        FORMULA_PREFIXES
    )


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, without a byte order mark."""
    text = io.StringIO()
    csv.writer(text).writerows([without_formula(cell) for cell in row] for row in rows)
    return text.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """A sheet as CSV in UTF-8 with a byte order mark: what is said of the table in its first line, then the heads."""
    said = [(sheet.title, *sheet.remarks)]
    return (BYTE_ORDER_MARK + csv_text([*said, sheet.headers, *sheet.rows])).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A sheet as .xlsx: title and remarks above, heads that stay and filter, columns as wide as their text."""
    from xlsxwriter import Workbook  # only who takes a file away needs it

    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "nan_inf_to_errors": False}) as book:
        page = book.add_worksheet(sheet.title.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME] or None)
        strong, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        quoted = book.add_format()
        quoted.set_quote_prefix()  # stays text even after somebody has edited the cell
        texts = {True: quoted, False: book.add_format()}

        def put(row: int, column: int, cell: object) -> None:
            if isinstance(cell, bool | str):
                page.write_string(row, column, str(cell), texts[is_formula(str(cell))])
            elif isinstance(cell, int | float) and not _absent(cell):
                page.write_number(row, column, cell)
            elif isinstance(cell, date):
                page.write_datetime(row, column, cell, day)
            elif not _absent(cell):
                page.write_string(row, column, str(cell), texts[is_formula(str(cell))])

        page.write_string(0, 0, sheet.title, strong)
        for column, remark in enumerate(sheet.remarks, 1):
            page.write_string(0, column, remark)
        for column, head in enumerate(sheet.headers):
            page.write_string(1, column, head, strong)
            page.set_column(column, column, _width([head, *(row[column] for row in sheet.rows)]))
        for at, row in enumerate(sheet.rows, 2):
            for column, cell in enumerate(row):
                put(at, column, cell)
        page.freeze_panes(2, 1)
        if sheet.headers:
            page.autofilter(1, 0, 1 + len(sheet.rows), len(sheet.headers) - 1)
    return made.getvalue()


def _absent(cell: object) -> bool:
    """None, and what a frame has in its place: what is not equal to itself; and infinity, which is no figure."""
    return cell is None or bool(cell != cell) or (isinstance(cell, float) and math.isinf(cell))


def _width(cells: Iterable[object]) -> int:
    """In letters; a Chinese one is as wide as two."""
    widest = max(sum(1 + (ord(letter) > 0x2E7F) for letter in _written(cell)) for cell in cells)
    return min(_WIDEST, max(_NARROWEST, widest + 2))


def _written(cell: object) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else "" if _absent(cell) else str(cell)
