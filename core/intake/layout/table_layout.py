"""Finds the table in the cells of a sheet: its headers, its rows, and what stands around them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from core.intake.grid import BrokenCell, Grid, Row, column_letter
from core.intake.layout.header_names import column_names
from core.intake.layout.header_search import HeaderRows, UnclearHeader, find_header
from core.intake.layout.merged_cells import spread_merged
from core.intake.layout.row_sorting import SkippedRow, SkipReason, sort_rows
from core.intake.layout.totals import differing_totals
from core.intake.refusal import Refusal

HeaderChoice = int | tuple[int, int]  # the row or rows that hold the headers, as a person sees them


@dataclass
class Layout:
    """A table as it was found. `header_rows` are the numbers of the first and the last of them."""

    headers: list[str]
    rows: list[Row]
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
    sorted_rows = sort_rows(grid.rows[found.last + 1 :], header_rows[-1], grid.spans)
    columns = [column for column, name in enumerate(names) if name]
    layout = Layout([names[column] for column in columns], [], (first, last), columns=columns)
    layout.title = [" ".join(filter(None, row.cells)) for row in grid.rows[: found.first]]
    titles = [SkippedRow(row.number, SkipReason.TITLE) for row in grid.rows[: found.first]]
    layout.skipped = titles + sorted_rows.skipped
    layout.wrong_headers = [*_broken(header_rows), *_unnamed(names, sorted_rows.data, last)]
    expected = columns[-1] + 1 if columns else 0
    for row in sorted_rows.data:
        _add(layout, row, len(names), 0 if grid.is_padded else expected)
    totals = [total._replace(row=_cut(total.row, columns)) for total in sorted_rows.totals]
    layout.differing_totals = differing_totals(layout.headers, layout.rows, totals)
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


def _unnamed(names: Sequence[str], rows: Sequence[Row], header_row: int) -> list[Refusal]:
    """Refusals of columns without a header that hold something; empty ones are left out in silence."""
    refusals = []
    for column in (column for column, name in enumerate(names) if not name):
        first = next((row for row in rows if column < len(row.cells) and row.cells[column]), None)
        if first is not None:
            rule = f"第 {column_letter(column)} 列没有表头，而第 {first.number} 行有内容"
            refusals.append(Refusal(header_row, f"{column_letter(column)} 列", "", rule, "补上表头，或清空这一列"))
    return refusals


def _add(layout: Layout, row: Row, width: int, expected: int) -> None:
    """Adds a row of data, or refuses it where its cells do not match the headers."""
    if len(row.cells) < expected or any(row.cells[width:]):
        layout.refused.append(_wrong_width(row, expected))
    elif len(layout.columns) == len(row.cells):
        layout.rows.append(row)
    else:
        layout.rows.append(_cut(row, layout.columns))


def _cut(row: Row, columns: Sequence[int]) -> Row:
    return Row(row.number, [row.cells[column] if column < len(row.cells) else "" for column in columns])


def _wrong_width(row: Row, expected: int) -> Refusal:
    width = len(row.cells)
    mend = "格里有分隔符时用英文双引号括起来" if width > expected else "补齐空格（空着的格也要有分隔符）"
    return Refusal(row.number, "整行", f"{width} 格", f"应有 {expected} 格，实有 {width} 格", mend)
