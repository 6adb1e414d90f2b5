"""Finds the rows that hold the headers of a table: one row, or up to three that belong together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from core.intake.grid import Row, Span
from core.intake.layout.cell_kind import CellKind, cell_kind
from core.intake.layout.header_score import HeaderScorer
from core.intake.layout.row_words import is_note, is_title, total_word
from core.intake.text_matching import match_key

ROWS_LOOKED_AT = 60
MOST_HEADER_ROWS = 3
CLEAR_MARGIN = 1.0


class HeaderRows(NamedTuple):
    """Places of the first and the last header row in the list of rows."""

    first: int
    last: int


class UnclearHeader(Exception):
    """It is not clear which row holds the headers; `candidates` are places in the list of rows, the likeliest first."""

    def __init__(self, candidates: list[int]) -> None:
        self.candidates = candidates
        super().__init__(candidates)


def find_header(rows: Sequence[Row], spans: Sequence[Span], known_headers: Collection[str]) -> HeaderRows:
    """The header rows of a table. Raises UnclearHeader where two rows are about as likely, or none is."""
    looked_at = rows[:ROWS_LOOKED_AT]
    search = _Search(looked_at, spans, known_headers)
    ranked = sorted(range(len(looked_at)), key=lambda index: (-search.scores[index], index))
    best = ranked[0]
    header_rows = search.grown(best)
    rivals = [
        index
        for index in ranked[1:]
        if not header_rows.first <= index <= header_rows.last
        and search.scores[best] - search.scores[index] < CLEAR_MARGIN
    ]
    if rivals:
        raise UnclearHeader([best, *rivals[:2]])
    if search.scorer.looks_like_data(best):
        raise UnclearHeader([best])
    if (second := search.second_header(header_rows.last)) is not None:
        raise UnclearHeader([best, second])
    return header_rows


class _Search:
    def __init__(self, rows: Sequence[Row], spans: Sequence[Span], known_headers: Collection[str]) -> None:
        self._rows = rows
        self._spans = spans
        self.scorer = HeaderScorer(rows, known_headers)
        self.scores = [self.scorer.score(index) for index in range(len(rows))]

    def grown(self, index: int) -> HeaderRows:
        """The rows that belong to a header row: groups above it, parts below it."""
        first = last = index
        while last + 1 < len(self._rows) and last - first + 1 < MOST_HEADER_ROWS and self._belong(last, last + 1):
            last += 1
        while first > 0 and last - first + 1 < MOST_HEADER_ROWS and self._belong(first - 1, first):
            first -= 1
        return HeaderRows(first, last)

    def second_header(self, last: int) -> int | None:
        """The place of another header further down: texts where the columns above it hold numbers."""
        own = set(map(match_key, filter(None, self._rows[last].cells)))
        for index in range(last + 2, len(self._rows)):
            cells = self._rows[index].cells
            keys = set(map(match_key, filter(None, cells)))
            if self._is_wordy(index) and not keys <= own and self._breaks_numbers(last, index):
                return index
        return None

    def _breaks_numbers(self, last: int, index: int) -> bool:
        """Tell whether a row has texts in most of the columns that have held numbers down to it, and several do."""
        cells = self._rows[index].cells
        numbers = [
            column for column in range(len(cells)) if self.scorer.column_kind(last, column, index) is CellKind.NUMBER
        ]
        texts = sum(cell_kind(cells[column]) is CellKind.TEXT for column in numbers)
        return len(numbers) >= 2 and texts * 2 > len(numbers)

    def _is_wordy(self, index: int) -> bool:
        """Tell whether a row is texts alone, as many as make a header, and neither a total nor a note."""
        cells = [cell for cell in self._rows[index].cells if cell]
        return (
            len(cells) >= 3
            and all(cell_kind(cell) is CellKind.TEXT and not is_note(cell) for cell in cells)
            and total_word(cells) is None
        )

    def _belong(self, above: int, below: int) -> bool:
        """Tell whether a row of groups stands over a row of their parts."""
        upper, lower = self._rows[above], self._rows[below]
        if upper.number + 1 != lower.number:
            return False
        upper_cells = [cell for cell in upper.cells if cell]
        lower_cells = [cell for cell in lower.cells if cell]
        if len(upper_cells) < 2 or not all(_is_header_word(cell) for cell in upper_cells):
            return False
        if not lower_cells or any(cell_kind(cell) is CellKind.NUMBER for cell in lower_cells):
            return False
        spanned = self._spans_of(upper.number)
        if spanned:
            return any(self._joins(span, upper, lower) for span in spanned)
        return _stands_over(upper.cells, lower.cells) and self._has_numbers(below)

    def _spans_of(self, number: int) -> list[Span]:
        return [span for span in self._spans if span.top <= number <= span.bottom]

    def _joins(self, span: Span, upper: Row, lower: Row) -> bool:
        if span.bottom >= lower.number and span.left == span.right:
            return True
        width = max(len([cell for cell in lower.cells if cell]), self.scorer.width)
        reach = span.right - span.left + 1
        under = [cell for cell in lower.cells[span.left : span.right + 1] if cell]
        return span.bottom == upper.number and 1 < reach < width and len(under) > 1

    def _has_numbers(self, index: int) -> bool:
        return any(
            self.scorer.column_kind(index, column) is CellKind.NUMBER for column in range(len(self._rows[index].cells))
        )


def _is_header_word(cell: str) -> bool:
    return cell_kind(cell) is CellKind.TEXT and not is_note(cell) and not is_title(cell)


def _stands_over(upper: list[str], lower: list[str]) -> bool:
    """Tell whether, without merged cells to say so, gaps in the upper row are filled by the lower one, and repeat."""
    gaps = [column for column, cell in enumerate(lower) if cell and (column >= len(upper) or not upper[column])]
    keys = [match_key(cell) for cell in lower if cell]
    lacking = any(cell and (column >= len(lower) or not lower[column]) for column, cell in enumerate(upper))
    return bool(gaps) and (lacking or len(set(keys)) < len(keys))
