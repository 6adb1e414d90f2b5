"""Limits of a sheet: what its reader hands out is kept by the server, which others use at the same time.

A small file can stand for a huge sheet: a row that repeats itself, a cell in the last column of each row, one long
text that every cell points to. So rows are counted as they are handed out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.intake.grid import Row, Span
from core.intake.workbook.unreadable import UnreadableWorkbook

MOST_ROWS = 1_048_576  # of a sheet, in every program that makes them
MOST_CELLS = 20_000_000  # a million records of 20 columns; empty cells up to the last one of a row count too
MOST_LETTERS = 200_000_000
MOST_MERGED = 1_000_000
_BATCH_ROWS, _BATCH_CELLS, _BATCH_LETTERS = 2_000, 100_000, 2_000_000
_SPLIT = "删去表格以外的行和列，或按月份拆成几个文件，另存为新的 .xlsx 再导入"
_LOOK = "只导入来路清楚的文件；在 Excel 或 WPS 中打开看过，另存为新文件再导入"


def bounded_batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield the rows of a sheet in batches. Raises UnreadableWorkbook once they are more than a sheet may hold."""
    batch: list[Row] = []
    cells = letters = batch_cells = batch_letters = 0
    for row in rows:
        batch.append(row)
        batch_cells += len(row.cells)
        batch_letters += sum(map(len, row.cells))
        if len(batch) >= _BATCH_ROWS or batch_cells >= _BATCH_CELLS or batch_letters >= _BATCH_LETTERS:
            cells, letters = cells + batch_cells, letters + batch_letters
            _check(row.number, cells, letters)
            yield batch
            batch, batch_cells, batch_letters = [], 0, 0
    if batch:
        yield batch


def check_merged(spans: Sequence[Span]) -> None:
    """Raises UnreadableWorkbook where merged cells are more, or cover more rows of columns, than a sheet has."""
    if len(spans) > MOST_MERGED or sum(span.bottom - span.top + 1 for span in spans) > MOST_CELLS:
        raise UnreadableWorkbook("合并单元格多得不像表格", _LOOK)


def _check(row: int, cells: int, letters: int) -> None:
    if cells > MOST_CELLS:
        raise UnreadableWorkbook(f"读到第 {row} 行时已超过 {MOST_CELLS // 10_000} 万格（空格也算）的上限", _SPLIT)
    if letters > MOST_LETTERS:
        raise UnreadableWorkbook(f"读到第 {row} 行时已超过 {MOST_LETTERS // 100_000_000} 亿字的上限", _SPLIT)
