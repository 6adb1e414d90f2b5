"""Values and marks of a sheet, brought together row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineSheet

from core.intake.grid import BrokenCell, Row, Span
from core.intake.workbook.cell_text import CellValue, cell_text, plain_texts
from core.intake.workbook.number_format import NumberFormat
from core.intake.workbook.sheet_marks import MarkSource, RowMarks


@dataclass
class SheetContent:
    """A sheet as it is read: rows that hold anything, one after another; the rest is known after the last row."""

    rows: Iterator[Row]
    spans: list[Span] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    yearless: dict[int, int] = field(default_factory=dict)


def loaded_size(sheet: CalamineSheet) -> tuple[int, int]:
    """The number of rows and columns of a sheet that calamine has loaded."""
    last = sheet.end
    return (last[0] + 1, last[1] + 1) if last else (0, 0)


def marked_rows(
    values: Iterable[list[CellValue]], first_column: int, marks: MarkSource, content: SheetContent
) -> Iterator[Row]:
    """Yields the rows with content; notes hidden rows and dates without years in `content`."""
    margin: list[Any] = [""] * first_column
    for number, row in enumerate(values, 1):
        row_marks = marks.row(number, row)
        if row_marks is not None:
            yield from _marked(margin + row, row_marks, content)
        elif any(cells := plain_texts(row)):
            yield Row(number, margin + cells if margin else cells)
    for row_marks in marks.rest():  # rows of nothing but faults
        yield from _marked([], row_marks, content)


def _marked(row: list[CellValue], marks: RowMarks, content: SheetContent) -> Iterator[Row]:
    """Yields the row if it holds anything. Cells with faults may stand where the reader of values saw nothing."""
    faults = [column for column, mark in marks.cells.items() if isinstance(mark, tuple)]
    cells = plain_texts(row) + [""] * (max(faults, default=-1) + 1 - len(row))
    for column, mark in marks.cells.items():
        if isinstance(mark, tuple):
            cells[column] = BrokenCell(mark[1], mark[0])
        elif column < len(row) and not isinstance(value := row[column], str):
            cells[column] = cell_text(value, mark)
            if mark is NumberFormat.YEARLESS:
                content.yearless.setdefault(column, marks.number)
    if any(cells):
        if marks.is_hidden:
            content.hidden_rows.append(marks.number)
        yield Row(marks.number, cells)
