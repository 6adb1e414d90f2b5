"""A sheet before it is loaded: its first rows with what each is taken for, its headers, and what its columns hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.catalogue.personal_words import is_personal
from core.intake.grid import Row
from core.intake.layout.table_layout import Layout
from core.intake.mapping.samples import Samples
from core.intake.refused_place import RECEIPT_HEADERS
from core.intake.table import HeaderChoice, Table, find_layout, read_cells, table_of

FIRST_ROWS, LAST_ROWS = 12, 4  # shown of a sheet
MOST_COLUMNS = 30
HEADER, DATA, TORN = "表头", "数据", "格数不对，不收"
WITHHELD = "（不读）"  # stands for what a column about persons holds


class ShownRow(NamedTuple):
    """A row as it stands in the sheet, and what it is taken for (Chinese); `is_read` of headers and data."""

    number: int
    role: str
    is_read: bool
    cells: list[str]


@dataclass(frozen=True)
class SheetLook:
    """A sheet's table without its rows, the rows to be shown, and samples of its columns.

    `rows` counts the rows of data.
    """

    table: Table
    rows: int
    shown: list[ShownRow]
    samples: Samples

    @property
    def headers(self) -> list[str]:
        """The headers of the sheet's own columns; not those that a file of refused rows has beside them."""
        return [header for header in self.table.headers if header not in RECEIPT_HEADERS]

    @property
    def around(self) -> tuple[str, ...]:
        """The texts that stand around the rows, the nearest first."""
        return tuple(filter(None, (" ".join(self.table.title), self.table.sheet)))

    def examples(self, header: str, count: int = 3) -> list[str]:
        """The commonest values of a column; none of one about persons."""
        return [] if is_personal(header) else self.samples.values(header)[:count]


def look_at_sheet(
    file: str, data: bytes, sheet: str | None, header: HeaderChoice | None, known: Collection[str]
) -> SheetLook:
    """Reads a sheet and shows it. Raises FileRefused; SheetUnclear and HeaderUnclear where a choice is to be made."""
    cells = read_cells(file, data, sheet)
    rows = cells.grid.rows
    first, last = rows[:FIRST_ROWS], rows[max(len(rows) - LAST_ROWS, FIRST_ROWS) :]
    shown = [Row(row.number, list(row.cells)) for row in (*first, *last)]  # merged cells are spread later, in place
    layout = find_layout(file, cells, header, known)
    table = table_of(file, cells, layout)
    hidden = _personal_columns(layout)
    pictured = [_pictured(row, layout, hidden) for row in shown]
    return SheetLook(replace(table, rows=[]), len(table.rows), pictured, Samples(table))


def first_rows(file: str, data: bytes, sheet: str | None) -> list[Row]:
    """The first rows of a sheet whose headers are not clear, so that somebody can point at them."""
    return [Row(row.number, row.cells[:MOST_COLUMNS]) for row in read_cells(file, data, sheet).grid.rows[:FIRST_ROWS]]


def _personal_columns(layout: Layout) -> set[int]:
    return {column for column, header in zip(layout.columns, layout.headers, strict=True) if is_personal(header)}


def _pictured(row: Row, layout: Layout, hidden: set[int]) -> ShownRow:
    role, is_read = _role(row.number, layout)
    is_data = is_read and row.number > layout.header_rows[1]
    cells = [
        WITHHELD if is_data and column in hidden and cell else cell
        for column, cell in enumerate(row.cells[:MOST_COLUMNS])
    ]
    return ShownRow(row.number, role, is_read, cells)


def _role(number: int, layout: Layout) -> tuple[str, bool]:
    if layout.header_rows[0] <= number <= layout.header_rows[1]:
        return HEADER, True
    reason = next((row.reason.label for row in layout.skipped if row.number == number), None)
    if reason is not None:
        return reason, False
    return (TORN, False) if any(refusal.row == number for refusal in layout.refused) else (DATA, True)
