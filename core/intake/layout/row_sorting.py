"""The rows below the headers: data, totals, and what is neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from core.intake.grid import Row, Span
from core.intake.layout.cell_kind import CellKind, cell_kind
from core.intake.layout.row_words import is_comparison, is_note_row, total_word
from core.intake.layout.totals import TotalRow
from core.intake.text_matching import match_key
from core.labelled_enum import LabelledEnum

_LONG_NOTE = 12  # letters of a text that stands alone in its row
MOST_LEFT_OUT = 200_000  # rows that are no data, or do not fit: each is kept
MOST_TAIL_ROWS = 200  # that may be notes; as many are at hand of a text


class UnlikeTable(Exception):
    """Rows of which too many are no data, or do not fit the headers; `first` and `row` are numbers of rows."""

    def __init__(self, first: int, row: int) -> None:
        self.first, self.row = first, row
        super().__init__(first, row)


class SkipReason(LabelledEnum):
    """A reason why a row is no data."""

    TITLE = "title", "标题"
    TOTAL = "total", "合计"
    COMPARISON = "comparison", "同比、占比等对比"
    SECTION = "section", "小标题"
    REPEATED_HEADER = "repeated_header", "重复的表头"
    NOTE = "note", "备注、填表人等说明"


class SkippedRow(NamedTuple):
    """A row that is no data. Its text is not kept: notes name people."""

    number: int
    reason: SkipReason


@dataclass
class SortedRows:
    """Rows that are no data, by their number or whole: totals, those skipped, and those whose cells do not fit."""

    left_out: set[int] = field(default_factory=set)
    totals: list[TotalRow] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    misfits: list[Row] = field(default_factory=list)


def sort_rows(
    rows: Sequence[Row], first: int, header: Row, spans: Sequence[Span], fits: Callable[[Row], bool]
) -> SortedRows:
    """Sorts the rows below the last header row, from the place of the first of them on; what is left is data.

    Raises UnlikeTable where hardly any is.
    """
    sorted_rows = SortedRows()
    merged_rows = {span.top for span in spans if span.right - span.left + 1 > len(header.cells) // 2}
    _skip_tail(rows, first, merged_rows, sorted_rows)
    tail = {row.number for row in sorted_rows.skipped}
    header_key = _keys(header)
    first_header = header.cells[0] if header.cells else ""
    data = 0
    for row in islice(rows, first, None):
        if row.number in tail:
            continue
        word = total_word(row.cells)
        if word is not None and (_has_number(row) or _filled(row) == 1):  # or nobody has filled it in
            sorted_rows.totals.append(TotalRow(row, word, data))
            sorted_rows.skipped.append(SkippedRow(row.number, SkipReason.TOTAL))
        elif row.cells[:1] == [first_header] and _keys(row) == header_key:
            sorted_rows.skipped.append(SkippedRow(row.number, SkipReason.REPEATED_HEADER))
        elif row.number in merged_rows and _filled(row) == 1:
            sorted_rows.skipped.append(SkippedRow(row.number, SkipReason.SECTION))
        elif fits(row):
            data += 1
        else:
            sorted_rows.misfits.append(row)
        if len(sorted_rows.skipped) + len(sorted_rows.misfits) > MOST_LEFT_OUT:
            first_misfit = sorted_rows.misfits[0].number if sorted_rows.misfits else sorted_rows.skipped[0].number
            raise UnlikeTable(first_misfit, row.number)
    sorted_rows.skipped.sort()
    sorted_rows.left_out = {row.number for row in sorted_rows.skipped} | {row.number for row in sorted_rows.misfits}
    return sorted_rows


def _skip_tail(rows: Sequence[Row], first: int, merged_rows: set[int], sorted_rows: SortedRows) -> None:
    """Takes notes and comparisons off the end; totals between them stay."""
    for place in range(len(rows) - 1, max(first, len(rows) - MOST_TAIL_ROWS) - 1, -1):
        row = rows[place]
        if _is_note(row, merged_rows):
            sorted_rows.skipped.append(SkippedRow(row.number, SkipReason.NOTE))
        elif is_comparison(row.cells):
            sorted_rows.skipped.append(SkippedRow(row.number, SkipReason.COMPARISON))
        elif total_word(row.cells) is None:
            break


def _is_note(row: Row, merged_rows: set[int]) -> bool:
    if is_note_row(row.cells):
        return sum(cell_kind(cell) is CellKind.NUMBER for cell in row.cells) <= 1
    is_single_cell = _filled(row) == 1 < len(row.cells) - 1
    text = next((cell for cell in row.cells if cell), "")
    is_sentence = row.number in merged_rows or len(text) > _LONG_NOTE or text.endswith(("。", "；", ")", "）"))
    return is_single_cell and is_sentence and cell_kind(text) is CellKind.TEXT


def _has_number(row: Row) -> bool:
    return any(cell_kind(cell) is CellKind.NUMBER for cell in row.cells[1:])


def _keys(row: Row) -> list[str]:
    return [match_key(cell) for cell in row.cells if cell]


def _filled(row: Row) -> int:
    return sum(1 for cell in row.cells if cell)
