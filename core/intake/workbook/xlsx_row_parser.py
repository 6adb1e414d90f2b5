"""One row of an .xlsx sheet's XML → its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.intake.grid import MOST_COLUMNS, CellFault
from core.intake.workbook.number_format import NumberFormat
from core.intake.workbook.sheet_marks import NOT_CALCULATED, RowMarks
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xml_stream import safe_parser

_LETTERS = re.compile(r"[A-Z]+")


class XlsxRowParser:
    """Parses rows. `all_zero` tells whether no formula so far had a value but 0.

    `trust_zeros` is false where a program wrote 0 for every formula and left the sums to Excel.
    """

    def __init__(self, formats: Sequence[NumberFormat | None], *, trust_zeros: bool) -> None:
        self.all_zero = True
        self._formats = formats
        self._trust_zeros = trust_zeros

    def marks(self, number: int, xml: bytes) -> RowMarks:
        """The marks of the last row in a piece of XML; rows before it have no cells."""
        self._row = RowMarks(number)
        self._column = -1
        self._cell: dict[str, str] | None = None  # the attributes of the cell that is open
        self._is_formula = False
        self._value: list[str] | None = None
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(b"<rows>" + xml + b"</rows>", True)
        return self._row

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row.is_hidden = attributes.get("hidden") in ("1", "true")
        elif local == "c":
            reference = attributes.get("r")
            self._column = _column(reference) if reference else self._column + 1
            self._cell, self._is_formula, self._value = attributes, False, []
        elif local == "f":
            self._is_formula = True
        elif local == "v" and self._value is not None:
            self._parser.CharacterDataHandler = self._value.append

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v":
            self._parser.CharacterDataHandler = None
        elif local == "c" and self._cell is not None:
            self._end_cell(self._cell, "".join(self._value or []))
            self._cell = self._value = None

    def _end_cell(self, attributes: dict[str, str], value: str) -> None:
        kind = attributes.get("t")
        if kind == "e":
            self._row.cells[self._column] = (CellFault.ERROR, value or "#VALUE!")
            return
        if self._is_formula:
            self.all_zero &= value in ("", "0")
            if (not value and kind != "str") or (value == "0" and not self._trust_zeros):
                self._row.cells[self._column] = (CellFault.UNCACHED, NOT_CALCULATED)
                return
        style = int(attributes.get("s", "0"))
        if style < len(self._formats) and (shown := self._formats[style]) is not None:
            self._row.cells[self._column] = shown


def _column(reference: str) -> int:
    letters = _LETTERS.match(reference)
    column = 0
    for letter in letters[0] if letters else "A":
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > MOST_COLUMNS:
        raise UnreadableWorkbook(f"有一格的位置 {reference[:20]} 在最末一列 XFD 之后")
    return column - 1
