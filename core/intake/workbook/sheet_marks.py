"""What the reader of values does not tell about a sheet: errors, formulas without values, formats, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.intake.grid import CellFault
from core.intake.workbook.number_format import NumberFormat

NOT_CALCULATED = "（未计算）"  # what stands for a formula without a value
Mark = NumberFormat | tuple[CellFault, str]  # a fault with the text that is seen in the cell


@dataclass
class RowMarks:
    """Marks of one row by column, counted from 0."""

    number: int
    is_hidden: bool = False
    cells: dict[int, Mark] = field(default_factory=dict)


class MarkReader:
    """Gives the marks of one row after another, for rows that are asked for in their order."""

    def __init__(self, marks: Iterator[RowMarks]) -> None:
        self._marks = marks
        self._next = next(marks, None)

    def row_after(self, number: int) -> RowMarks | None:
        """The marks of the first row behind a row that has any."""
        while self._next is not None and self._next.number <= number:
            self._next = next(self._marks, None)
        return self._next

    def row(self, number: int) -> RowMarks | None:
        """The marks of a row, None where it has none."""
        while self._next is not None and self._next.number < number:
            self._next = next(self._marks, None)
        return self._next if self._next is not None and self._next.number == number else None
