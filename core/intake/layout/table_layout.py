"""Finds the table in the cells of a sheet: its headers, its rows, and what stands around them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice

from core.intake.grid import BrokenCell, Grid, Row, column_letter
from core.intake.layout.header_names import column_names
from core.intake.layout.header_search import HeaderRows, UnclearHeader, find_header
from core.intake.layout.merged_cells import spread_merged
from core.intake.layout.row_sorting import SkippedRow, SkipReason, sort_rows
from core.intake.layout.selected_rows import SelectedRows, cut
from core.intake.layout.totals import differing_totals
from core.intake.refusal import Refusal

HeaderChoice = int | tuple[int, int]  # the row or rows that hold the headers, as a person sees them


@dataclass
class Layout:
    """A table as it was found. `header_rows` are the numbers of the first and the last of them."""

    headers: list[str]
    rows: Sequence[Row]
    header_rows: tuple[int, int]
    title: list[str] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    wrong_headers: list[Refusal] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)  # where each column stands in the sheet
    differing_totals: list[str] = field(default_factory=list)


def find_table(grid: Grid, choice: HeaderChoice | None, known: Collection[str]) -> Layout:
    """The table of a sheet that has rows. Raises UnclearHeader where its headers are not clear and not chosen."""
    found = find_header(grid.rows, grid.spans, known) if choice is None else _chosen(grid.rows, choice)
    header_rows = grid.rows[found.first : found.last + 1]
    first, last = header_rows[0].number, header_rows[-1].number
    names = column_names(header_rows, grid.spans)
    if grid.is_padded:
        names += [""] * (max(len(row.cells) for row in grid.rows) - len(names))
    spread_merged(grid.rows, grid.spans, last + 1)
    columns = [column for column, name in enumerate(names) if name]
    expected = columns[-1] + 1 if columns and not grid.is_padded else 0

    def fits(row: Row) -> bool:
        return expected <= len(row.cells) and not any(row.cells[len(names) :])

    sorted_rows = sort_rows(grid.rows, found.last + 1, header_rows[-1], grid.spans, fits)
    rows = SelectedRows(grid.rows, found.last + 1, sorted_rows.left_out, columns)
    layout = Layout([names[column] for column in columns], rows, (first, last), columns=columns)
    above = grid.rows[: found.first]
    layout.title = [" ".join(filter(None, row.cells)) for row in above]
    layout.skipped = [SkippedRow(row.number, SkipReason.TITLE) for row in above] + sorted_rows.skipped
    skipped = {row.number for row in sorted_rows.skipped}
    layout.wrong_headers = [*_broken(header_rows), *_unnamed(names, grid.rows, found.last + 1, skipped)]
    layout.refused = [_wrong_width(row, expected) for row in sorted_rows.misfits]
    totals = [total._replace(row=cut(total.row, columns)) for total in sorted_rows.totals]
    layout.differing_totals = differing_totals(layout.headers, rows, totals)
    return layout


def _chosen(rows: Sequence[Row], choice: HeaderChoice) -> HeaderRows:
    first, last = (choice, choice) if isinstance(choice, int) else choice
    places = [index for index, row in enumerate(rows) if first <= row.number <= last]
    if not places:
        raise UnclearHeader([])
    return HeaderRows(places[0], places[-1])


def _broken(header_rows: Sequence[Row]) -> list[Refusal]:
    return [
        Refusal(row.number, f"{column_letter(column)} 列", str(cell), cell.fault.rule, cell.fault.mend)
        for row in header_rows
        for column, cell in enumerate(row.cells)
        if isinstance(cell, BrokenCell)
    ]


def _unnamed(names: Sequence[str], rows: Sequence[Row], below: int, skipped: set[int]) -> list[Refusal]:
    """Refusals of columns without a header that hold something; empty ones are left out in silence."""
    unnamed = [column for column, name in enumerate(names) if not name]
    first: dict[int, Row] = {}
    for row in islice(rows, below, None) if unnamed else ():
        if row.number not in skipped:
            for column in unnamed:
                if column < len(row.cells) and row.cells[column]:
                    first.setdefault(column, row)
    header_row = rows[below - 1].number
    return [
        Refusal(
            header_row,
            f"{column_letter(column)} 列",
            "",
            f"第 {column_letter(column)} 列没有表头，而第 {first[column].number} 行有内容",
            "补上表头，或清空这一列",
        )
        for column in sorted(first)
    ]


def _wrong_width(row: Row, expected: int) -> Refusal:
    width = len(row.cells)
    mend = "格里有分隔符时用英文双引号括起来" if width > expected else "补齐空格（空着的格也要有分隔符）"
    return Refusal(row.number, "整行", f"{width} 格", f"应有 {expected} 格，实有 {width} 格", mend)
