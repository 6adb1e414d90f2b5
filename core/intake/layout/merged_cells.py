"""Merged cells among the rows of a table: a text stands for every row that it covers, a number for none of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.intake.grid import BrokenCell, CellFault, Row, Span
from core.intake.layout.cell_kind import CellKind, cell_kind


def spread_merged(rows: Sequence[Row], spans: Iterable[Span], first_row: int) -> None:
    """Writes the text of cells merged over several rows into all of these rows, from a row of the sheet on."""
    below = [span for span in spans if span.top >= first_row and span.bottom > span.top]
    by_number = {row.number: row for row in rows} if below else {}
    for span in below:
        if span.top not in by_number:
            continue
        cells = by_number[span.top].cells
        text = cells[span.left] if span.left < len(cells) else ""
        if not text:
            continue
        if cell_kind(text) is CellKind.NUMBER:
            text = BrokenCell(text, CellFault.MERGED_NUMBER)
        for number in range(span.top, span.bottom + 1):
            row = by_number.get(number)
            if row is not None:
                row.cells.extend([""] * (span.left + 1 - len(row.cells)))
                row.cells[span.left] = text
