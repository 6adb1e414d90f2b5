"""Marks of an .ods sheet, from one streaming pass over the file's content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from core.intake.grid import MOST_COLUMNS, CellFault, Span
from core.intake.workbook.number_format import NumberFormat
from core.intake.workbook.ods_styles import OdsStyles
from core.intake.workbook.sheet_limits import MOST_ROWS
from core.intake.workbook.sheet_marks import NOT_CALCULATED, Mark, RowMarks
from core.intake.workbook.xml_stream import feed, safe_parser

_CELLS = ("table:table-cell", "table:covered-table-cell")
_HIDDEN = ("collapse", "filter")


class OdsMarks:
    """The marks of a sheet. `spans` and `hidden_columns` are whole after the last row."""

    def __init__(self, sheet: str) -> None:
        self.spans: list[Span] = []
        self.hidden_columns: set[int] = set()
        self._sheet = sheet
        self._styles = OdsStyles()
        self._depth = 0  # of tables within the sheet; 0 outside it
        self._column_styles: list[tuple[int, str]] = []  # up to which column, and the style of its cells
        self._columns = 0
        self._row = RowMarks(0)
        self._repeated = 1
        self._next_row = 1
        self._column = 0
        self._error: list[str] | None = None
        self._done: list[tuple[RowMarks, int]] = []
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def rows(self, stream: IO[bytes]) -> Iterator[RowMarks]:
        """Yields the rows that have marks or are hidden, in their order."""
        for _ in feed(self._parser, stream):
            done, self._done = self._done, []
            for row, repeated in done:
                for further in range(min(repeated, MOST_ROWS - row.number + 1)):
                    yield replace(row, number=row.number + further)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            if self._depth or attributes.get("table:name") == self._sheet:
                self._depth += 1
        elif self._depth == 0:
            self._styles.start(name, attributes)
        elif self._depth == 1:
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell(attributes)
        elif name == "table:table-row":
            self._repeated = int(attributes.get("table:number-rows-repeated", "1"))
            self._row = RowMarks(self._next_row, attributes.get("table:visibility") in _HIDDEN)
            self._next_row += self._repeated
            self._column = 0
        elif name == "table:table-column":
            first, self._columns = self._columns, self._columns + _repeated(attributes)
            self._column_styles.append((self._columns, attributes.get("table:default-cell-style-name", "")))
            if attributes.get("table:visibility") in _HIDDEN:
                self.hidden_columns.update(range(first, min(self._columns, MOST_COLUMNS)))

    def _cell(self, attributes: dict[str, str]) -> None:
        first, self._column = self._column, self._column + _repeated(attributes)
        down = int(attributes.get("table:number-rows-spanned", "1"))
        across = int(attributes.get("table:number-columns-spanned", "1"))
        if down > 1 or across > 1:
            top = self._row.number
            self.spans.append(Span(top, first, top + down - 1, first + across - 1))
        if attributes.get("calcext:value-type") == "error":
            self._error = []
            self._parser.CharacterDataHandler = self._error.append
        elif (mark := self._mark(attributes, first)) is not None:
            self._row.cells.update(dict.fromkeys(range(first, min(self._column, MOST_COLUMNS)), mark))

    def _mark(self, attributes: dict[str, str], column: int) -> Mark | None:
        kind = attributes.get("office:value-type")
        if kind == "percentage":
            return NumberFormat.PERCENT
        if kind == "date":
            return self._styles.date_format(attributes.get("table:style-name") or self._column_style(column))
        if kind is None and "table:formula" in attributes:
            return CellFault.UNCACHED, NOT_CALCULATED
        return None

    def _column_style(self, column: int) -> str:
        return next((style for end, style in self._column_styles if column < end), "")

    def _end(self, name: str) -> None:
        if name == "table:table" and self._depth:
            self._depth -= 1
        elif self._depth == 1 and name == "table:table-row" and (self._row.cells or self._row.is_hidden):
            self._done.append((self._row, self._repeated))
        elif self._error is not None and name in _CELLS:
            self._row.cells[self._column - 1] = (CellFault.ERROR, "".join(self._error).strip() or "#N/A")
            self._error = None
            self._parser.CharacterDataHandler = None


def _repeated(attributes: dict[str, str]) -> int:
    return int(attributes.get("table:number-columns-repeated", "1"))
