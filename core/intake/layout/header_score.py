"""Scores of rows as headers: a header is text, without repetition, across the table, over columns of one kind each.

Of 16 shapes written after the weights were set (tests/core/intake/test_header_shapes.py) 11 of 13 headers are found
and 2 asked about. Of 3 tables without headers 2 are asked about; of the third, texts alone, the first row is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from core.intake.grid import Row
from core.intake.layout.cell_kind import CellKind, cell_kind
from core.intake.layout.row_words import is_note, is_title
from core.intake.text_matching import match_key

_BELOW = 20  # rows that a column's kind is judged by
_STABLE = 0.8
_WIDE = 0.6  # share of the table's width from which a row is one of its rows
_ROW_ABOVE = 1.25  # a row that reaches across the table above its headers is unlikely
_LONG = 14  # letters; a header is seldom longer


class HeaderScorer:
    """Scores the first rows of a sheet. `known` are match keys of headers that somebody has a meaning for."""

    def __init__(self, rows: Sequence[Row], known: Collection[str]) -> None:
        self._rows = rows
        self._known = known
        self._kinds = [[cell_kind(cell) for cell in row.cells] for row in rows]
        self.width = _usual_width([len(_filled(kinds)) for kinds in self._kinds])

    def score(self, index: int) -> float:
        """The score of a row; higher is likelier."""
        cells, kinds = self._rows[index].cells, self._kinds[index]
        filled = [column for column, cell in enumerate(cells) if cell]
        if not filled:
            return 0.0
        texts = [cells[column] for column in filled]
        keys = [match_key(text) for text in texts]
        share_of_text = sum(kinds[column] is CellKind.TEXT for column in filled) / len(filled)
        return (
            2 * share_of_text
            + len(set(keys)) / len(keys)
            + 1.5 * sum(key in self._known for key in keys) / len(keys)
            + 1.5 * len(filled) / max(self.width, len(filled))
            + 1.5 * self._steadiness(index, filled)
            - self._doubts(index, texts)
        )

    def looks_like_data(self, index: int) -> bool:
        """Tell whether a row has no known word, and a number or a date that its column goes on with."""
        cells, kinds = self._rows[index].cells, self._kinds[index]
        if any(cell and match_key(cell) in self._known for cell in cells):
            return False
        values = [column for column, kind in enumerate(kinds) if kind in (CellKind.NUMBER, CellKind.MOMENT)]
        texts = kinds.count(CellKind.TEXT)
        return texts < len(values) or any(kinds[column] is self.column_kind(index, column) for column in values)

    def is_row_of_table(self, index: int) -> bool:
        """Tell whether a row reaches over most of the table's width."""
        return len(_filled(self._kinds[index])) >= max(min(2, self.width), _WIDE * self.width)

    def column_kind(self, index: int, column: int, end: int | None = None) -> CellKind | None:
        """The one kind that a column has below a row, up to `end`; None where it has several or nothing."""
        below = self._kinds[index + 1 : end or index + 1 + _BELOW]
        counts = Counter(kinds[column] for kinds in below if column < len(kinds))
        del counts[CellKind.BLANK]
        if not counts:
            return None
        kind, most = counts.most_common(1)[0]
        return kind if most >= _STABLE * counts.total() else None

    def _steadiness(self, index: int, filled: list[int]) -> float:
        """The mean over columns that go on below: 1 for numbers or dates under a text, ½ for others of one kind."""
        points = []
        for column in filled:
            below = self.column_kind(index, column)
            is_header = self._kinds[index][column] is CellKind.TEXT and below is not CellKind.TEXT
            if below is not None:
                points.append(1.0 if is_header else 0.5)
            elif self._goes_on(index, column):
                points.append(0.0)
        return sum(points) / len(points) if points else 0.0

    def _goes_on(self, index: int, column: int) -> bool:
        below = self._kinds[index + 1 : index + 1 + _BELOW]
        return any(column < len(kinds) and kinds[column] is not CellKind.BLANK for kinds in below)

    def _doubts(self, index: int, texts: list[str]) -> float:
        above = sum(self.is_row_of_table(earlier) for earlier in range(index))
        doubts = _ROW_ABOVE * min(above, 3)
        if len(texts) <= 2 < self.width:
            doubts += 2
        if is_title(texts[0]):
            doubts += 1.5
        if any(is_note(text) for text in texts):
            doubts += 2
        if sum(map(len, texts)) / len(texts) > _LONG:
            doubts += 1
        return doubts


def _usual_width(widths: Sequence[int]) -> int:
    """The number of cells that most rows have, titles and notes apart, the larger one of several."""
    counts = Counter(width for width in widths if width > 1) or Counter(widths)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _filled(kinds: Sequence[CellKind]) -> list[int]:
    return [column for column, kind in enumerate(kinds) if kind is not CellKind.BLANK]
