"""The rows of a table among those of its sheet: the same rows, gone through again each time, and not a second copy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import overload

from core.intake.csv_rows import CsvRows
from core.intake.grid import Row


class SelectedRows(Sequence[Row]):
    """The rows of a sheet from a place on, but for those left out by their number, cut to the columns of a table."""

    def __init__(self, rows: Sequence[Row], first: int, left_out: set[int], columns: Sequence[int]) -> None:
        self.underlying = self._rows = rows
        self._first, self._left_out, self._columns = first, left_out, columns

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows) - self._first - len(self._left_out)

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows from the first on."""
        columns, left_out = self._columns, self._left_out
        width = len(columns) if list(columns) == list(range(len(columns))) else -1
        for row in islice(self._rows, self._first, None):
            if row.number not in left_out:
                yield row if len(row.cells) == width else cut(row, columns)

    def rows_of(self, numbers: Collection[int]) -> list[Row]:
        """The rows of these numbers, in their order."""
        wanted = set(numbers) - self._left_out
        below = self._rows[self._first].number if wanted and len(self._rows) > self._first else 0
        return [cut(row, self._columns) for row in chosen_rows(self._rows, wanted) if row.number >= below]

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """Return one row or several, counted from the first."""
        if isinstance(place, slice):
            first, last, step = place.indices(len(self))
            return list(islice(self, first, last))[::step] if step > 0 else list(self)[place]
        return next(islice(self, range(len(self))[place], None))


def let_go(rows: Sequence[Row]) -> None:
    """Give back the memory of rows that are read from a text each time: they cannot be read again."""
    if isinstance(rows, SelectedRows):
        let_go(rows.underlying)
    elif isinstance(rows, CsvRows):
        rows.let_go()


def chosen_rows(rows: Sequence[Row], numbers: Collection[int]) -> list[Row]:
    """Return the rows of these numbers; sequences that are read from a text each time may have a quicker way."""
    if isinstance(rows, SelectedRows | CsvRows):
        return rows.rows_of(numbers)
    return [row for row in rows if row.number in numbers]


def cut(row: Row, columns: Sequence[int]) -> Row:
    """Return a row's cells in the columns of a table; those that it lacks are empty."""
    return Row(row.number, [row.cells[column] if column < len(row.cells) else "" for column in columns])
