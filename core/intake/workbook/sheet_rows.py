"""Values and marks of a sheet, brought together row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.intake.grid import BrokenCell, Row, Span
from core.intake.text_matching import trimmed
from core.intake.workbook.cell_text import CellValue, cell_text
from core.intake.workbook.number_format import NumberFormat
from core.intake.workbook.sheet_marks import MarkReader, RowMarks


@dataclass
class SheetContent:
    """A sheet as it is read: rows that hold anything, one after another; the rest is known after the last row."""

    rows: Iterator[Row]
    spans: list[Span] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    yearless: dict[int, int] = field(default_factory=dict)


def marked_rows(
    values: Iterable[list[CellValue]], first_column: int, marks: Iterator[RowMarks], content: SheetContent
) -> Iterator[Row]:
    """Yields the rows with content; notes hidden rows and dates without years in `content`."""
    reader = MarkReader(marks)
    margin: list[Any] = [""] * first_column
    number = 0
    for number, row in enumerate(values, 1):
        row_marks = reader.row(number)
        if row_marks is None:
            cells = [trimmed(value) if isinstance(value, str) else cell_text(value, None) for value in row]
            if any(cells):
                yield Row(number, margin + cells if margin else cells)
        else:
            yield from _marked(margin + row, row_marks, content)
    while (row_marks := reader.row_after(number)) is not None:  # rows of nothing but faults
        number = row_marks.number
        yield from _marked([], row_marks, content)


def _marked(row: list[CellValue], marks: RowMarks, content: SheetContent) -> Iterator[Row]:
    """Yields the row if it holds anything. Cells with faults may stand where the reader of values saw nothing."""
    faults = [column for column, mark in marks.cells.items() if isinstance(mark, tuple)]
    row = row + [""] * (max(faults, default=-1) + 1 - len(row))
    cells: list[str] = []
    for column, value in enumerate(row):
        mark = marks.cells.get(column)
        if isinstance(mark, tuple):
            cells.append(BrokenCell(mark[1], mark[0]))
            continue
        text = cell_text(value, mark)
        cells.append(text if isinstance(text, BrokenCell) else trimmed(text))
        if mark is NumberFormat.YEARLESS and not isinstance(value, str):
            content.yearless.setdefault(column, marks.number)
    if any(cells):
        if marks.is_hidden:
            content.hidden_rows.append(marks.number)
        yield Row(marks.number, cells)
