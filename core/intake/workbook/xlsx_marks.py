"""Marks of an .xlsx sheet: rows are parsed only where their bytes and values say that there may be any."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from core.intake.workbook.cell_text import CellValue
from core.intake.workbook.number_format import NumberFormat
from core.intake.workbook.sheet_marks import RowMarks
from core.intake.workbook.xlsx_row_parser import XlsxRowParser
from core.intake.workbook.xlsx_rows import XlsxRows


class XlsxMarks:
    """The marks of a sheet, asked for row by row."""

    def __init__(self, rows: XlsxRows, formats: Sequence[NumberFormat | None], *, trust_zeros: bool = True) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)
        self._parser = XlsxRowParser(formats, trust_zeros=trust_zeros)
        self._formula = b"<" + rows.prefix + b"f"
        self._percents = _style_pattern(formats, {NumberFormat.PERCENT})
        self._dates = _style_pattern(formats, set(NumberFormat) - {NumberFormat.PERCENT})

    def row(self, number: int, values: list[CellValue]) -> RowMarks | None:
        """The marks of a row that bear on its values, None where it has none."""
        while self._next is not None and self._next[0] < number:
            self._next = next(self._rows, None)
        if self._next is None or self._next[0] > number:
            return None
        xml = self._next[1]
        self._next = next(self._rows, None)
        return self._parser.marks(number, xml) if self._needs_parsing(xml, values) else None

    def rest(self) -> Iterator[RowMarks]:
        """The marks of the rows behind the last one asked for, where they may have any."""
        while self._next is not None:
            number, xml = self._next
            self._next = next(self._rows, None)
            if self._may_have_faults(xml):
                yield self._parser.marks(number, xml)

    def has_only_zero_formulas(self) -> bool:
        """Tell whether no formula in the sheet has a value but 0. It uses the rows up."""
        return all(self._parser.all_zero for _ in self.rest())

    def _needs_parsing(self, xml: bytes, values: list[CellValue]) -> bool:
        """A whole day may be a month or a midnight; a number may be a percentage; a formula may have no value."""
        kinds = set(map(type, values))
        return (
            self._may_have_faults(xml)
            or b"hidden" in xml
            or (dt.date in kinds and self._dates is not None and self._dates.search(xml) is not None)
            or (float in kinds and self._percents is not None and self._percents.search(xml) is not None)
        )

    def _may_have_faults(self, xml: bytes) -> bool:
        return self._formula in xml or b' t="e"' in xml or b" t='e'" in xml


def _style_pattern(formats: Sequence[NumberFormat | None], wanted: set[NumberFormat]) -> re.Pattern[bytes] | None:
    """A pattern of cells with styles of these formats."""
    styles = [str(style).encode() for style, shown in enumerate(formats) if shown in wanted]
    return re.compile(rb"\ss=[\"'](?:" + b"|".join(styles) + rb")[\"']") if styles else None
