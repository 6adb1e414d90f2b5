"""Marks of a sheet the reader of values does not tell: errors, formulas without values, formats, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from core.intake.grid import CellFault
from core.intake.workbook.cell_text import CellValue
from core.intake.workbook.number_format import NumberFormat

NOT_CALCULATED = "（未计算）"  # what stands for a formula without a value
Mark = NumberFormat | tuple[CellFault, str]  # a fault with the text that is seen in the cell


@dataclass
class RowMarks:
    """Marks of one row by column, counted from 0."""

    number: int
    is_hidden: bool = False
    cells: dict[int, Mark] = field(default_factory=dict)


class MarkSource(Protocol):
    """Gives the marks of one row after another, for rows that are asked for in their order."""

    def row(self, number: int, values: list[CellValue]) -> RowMarks | None:
        """The marks of a row that bear on its values, None where it has none."""

    def rest(self) -> Iterator[RowMarks]:
        """The marks of the rows behind the last one asked for."""


class MarkStream:
    """A source of marks that come by themselves, row by row."""

    def __init__(self, marks: Iterator[RowMarks]) -> None:
        self._marks = marks
        self._next = next(marks, None)

    def row(self, number: int, values: list[CellValue]) -> RowMarks | None:
        """The marks of a row, None where it has none."""
        while self._next is not None and self._next.number < number:
            self._next = next(self._marks, None)
        if self._next is None or self._next.number > number:
            return None
        marks, self._next = self._next, next(self._marks, None)
        return marks

    def rest(self) -> Iterator[RowMarks]:
        """The marks of the rows behind the last one asked for."""
        if self._next is not None:
            yield self._next
        yield from self._marks
