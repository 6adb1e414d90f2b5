"""Marks of an .xlsx sheet, from one streaming pass over its XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import IO

from core.intake.grid import CellFault
from core.intake.workbook.number_format import NumberFormat
from core.intake.workbook.sheet_marks import NOT_CALCULATED, RowMarks
from core.intake.workbook.xml_stream import feed, safe_parser

_YES = ("1", "true")
_LETTERS = re.compile(r"[A-Z]+")


class XlsxMarks:
    """The marks of a sheet. `hidden_columns` is known once the first row is, `all_zero` after the last one.

    `trust_zeros` is false where a program wrote 0 for every formula and left the sums to Excel.
    """

    def __init__(self, formats: Sequence[NumberFormat | None], *, trust_zeros: bool = True) -> None:
        self.hidden_columns: set[int] = set()
        self.all_zero = True  # no formula has a value but 0
        self._formats = formats
        self._trust_zeros = trust_zeros
        self._done: list[RowMarks] = []
        self._row = RowMarks(0)
        self._column = -1  # of the last cell that names none
        self._reference: str | None = None
        self._type = ""
        self._is_formula = False
        self._value: list[str] | None = None  # of the cells whose value is looked at
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start

    def rows(self, stream: IO[bytes]) -> Iterator[RowMarks]:
        """Yields the rows that have marks or are hidden, in their order."""
        for _ in feed(self._parser, stream):
            yield from self._taken()
        self._end_row()
        yield from self._taken()

    def _taken(self) -> list[RowMarks]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            if self._is_formula or self._type == "e":
                self._value = []
                self._parser.CharacterDataHandler = self._value.append
                self._parser.EndElementHandler = self._end_value
        elif name == "f":
            self._is_formula = True
        elif name == "row":
            self._end_row()
            number = attributes.get("r")
            self._row = RowMarks(int(number) if number else self._row.number + 1, attributes.get("hidden") in _YES)
        elif name == "col" and attributes.get("hidden") in _YES:
            self.hidden_columns.update(range(int(attributes["min"]) - 1, int(attributes["max"])))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._is_formula or self._type == "e":
            self._end_cell()
        reference = attributes.get("r")
        if reference is None:
            self._column = self._cell_column() + 1
        self._reference = reference
        self._type = attributes.get("t", "")
        style = attributes.get("s")
        if style and (shown := self._formats[int(style)] if int(style) < len(self._formats) else None):
            self._row.cells[self._cell_column()] = shown

    def _cell_column(self) -> int:
        return self._column if self._reference is None else _column(self._reference)

    def _end_value(self, name: str) -> None:
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None

    def _end_cell(self) -> None:
        value = "".join(self._value or [])
        if self._type == "e":
            self._row.cells[self._cell_column()] = (CellFault.ERROR, value or "#VALUE!")
        elif self._is_formula:
            is_zero = value == "0"
            self.all_zero &= is_zero or not value
            if (not value and self._type != "str") or (is_zero and not self._trust_zeros):
                self._row.cells[self._cell_column()] = (CellFault.UNCACHED, NOT_CALCULATED)
        self._type, self._is_formula, self._value = "", False, None

    def _end_row(self) -> None:
        if self._is_formula or self._type == "e":
            self._end_cell()
        self._column, self._reference, self._type = -1, None, ""
        if self._row.cells or self._row.is_hidden:
            self._done.append(self._row)


def _column(reference: str) -> int:
    column = 0
    letters = _LETTERS.match(reference)
    for letter in letters[0] if letters else "A":
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
