"""The rows of a CSV file, read from its bytes each time: as cells they take fifteen times the room.

Blanks at the ends of cells go, but looking for them in every cell takes longer than all the rest of the reading. So
the text is looked at piece by piece: where no blank stands beside a delimiter, a quote or the end of a line, there is
none to take away. A text without quotes has a row a line, so that rows can be counted and picked without dividing all
of them into cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import overload

from core.intake.grid import MOST_COLUMNS, Row
from core.intake.refusal import FileRefused, Refusal
from core.intake.text_matching import trimmed

_PIECE = 1 << 16  # letters
_LAST_ROWS = 200  # kept, for those who look from the end
# Whatever `trimmed` takes away but for the blank, the tab and the ends of lines.
_RARE_BLANKS = (
    "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)


def text_stream(data: bytes, encoding: str) -> io.TextIOWrapper:
    """The text of bytes, decoded as it is read, with its ends of lines as they are."""
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


class CsvRows(Sequence[Row]):
    """The rows that hold anything. The encoding has been checked.

    Raises FileRefused where quotes do not match, or a row has more cells than any sheet has columns.
    """

    def __init__(self, file: str, data: bytes, encoding: str, delimiter: str) -> None:
        self._file, self._encoding, self._delimiter = file, encoding, delimiter
        self._data: bytes | None = data
        self._is_plain = b'"' not in data  # in no encoding of ours is its byte part of another sign
        self._nothing = f"{delimiter} \t\r\n{_RARE_BLANKS}"
        lines = _Lines(data, encoding, delimiter)
        self._length, self._last = self._count_lines(lines) if self._is_plain else self._count_rows(lines)
        self._may_have_blanks = lines.may_have_blanks

    def _count_rows(self, lines: _Lines) -> tuple[int, list[Row]]:
        """The number of rows, and the last of them."""
        last: deque[Row] = deque(maxlen=_LAST_ROWS)
        length = 0
        for row in self._rows(lines, lines):
            if len(row.cells) > MOST_COLUMNS:
                raise self._too_wide(row.number, len(row.cells))
            length += 1
            last.append(row)
        return length, list(last)

    def _count_lines(self, lines: _Lines) -> tuple[int, list[Row]]:
        """The same of a text in which each line is a row."""
        last: deque[tuple[int, str]] = deque(maxlen=_LAST_ROWS)
        length = 0
        for number, line in enumerate(lines, 1):
            if len(line) > MOST_COLUMNS and (columns := line.count(self._delimiter) + 1) > MOST_COLUMNS:
                raise self._too_wide(number, columns)
            if line.strip(self._nothing):
                length += 1
                last.append((number, line))
        return length, list(self._divided(last))

    def _too_wide(self, row: int, columns: int) -> FileRefused:
        rule = f"第 {row} 行有 {columns} 格，超过 {MOST_COLUMNS} 列的上限，不像表格"
        return FileRefused(self._file, [Refusal(row, "", "", rule, "核对分隔符和换行：重新导出为 UTF-8 编码的 CSV")])

    def _divided(self, lines: Iterable[tuple[int, str]]) -> Iterator[Row]:
        """The rows of single lines of a plain text, by their number."""
        for number, line in lines:
            yield from self._rows([line], _Trimming, number)

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._length

    def __iter__(self) -> Iterator[Row]:
        """Read the rows from the first on."""
        with self._stream() as stream:
            yield from self._rows(stream, self)

    def rows_of(self, numbers: Collection[int]) -> list[Row]:
        """The rows of these numbers, in their order."""
        if not self._is_plain:
            return [row for row in self if row.number in numbers]
        with self._stream() as stream:
            wanted = ((number, line) for number, line in enumerate(stream, 1) if number in numbers)
            return list(self._divided(wanted))

    def let_go(self) -> None:
        """Forget the text: the rows cannot be read again."""
        self._data = None

    def _stream(self) -> io.TextIOWrapper:
        if self._data is None:
            raise RuntimeError("the rows of the file have been let go")
        return text_stream(self._data, self._encoding)

    @property
    def may_have_blanks(self) -> bool:
        """Tell whether a blank may stand at an end of a cell."""
        return self._may_have_blanks

    def _rows(self, lines: Iterable[str], looked: CsvRows | _Lines | type[_Trimming], first: int = 1) -> Iterator[Row]:
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        number, line = first - 1, 0
        try:
            if self._is_plain and looked is self and not self._may_have_blanks:
                for number, cells in enumerate(reader, first):
                    if any(cells):
                        yield Row(number, cells)
                return
            for number, cells in enumerate(reader, first):
                if looked.may_have_blanks or reader.line_num - line > 1:  # a cell of several lines may end with one
                    cells = [trimmed(cell) for cell in cells]
                line = reader.line_num
                if any(cells):
                    yield Row(number, cells)
        except csv.Error as error:
            rule, mend = "引号不成对，从这一行起无法分格", "补上或去掉这一行里多余的英文双引号"
            if "field larger" in str(error):  # the module has no other sign of it
                rule = f"有一格超过 {csv.field_size_limit()} 个字"
                mend = "核对这一行的分隔符；有英文双引号的，看是否成对"
            refusal = Refusal(number + 1, "", "", rule, mend)
            raise FileRefused(self._file, [refusal]) from error

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """Return one row or several; those near the end are at hand, the others are read anew."""
        if isinstance(place, slice):
            first, last, step = place.indices(self._length)
            return list(islice(self, first, last))[::step] if step > 0 else list(self)[place]
        index = range(self._length)[place]
        from_end = self._length - index
        if from_end <= len(self._last):
            return self._last[-from_end]
        return next(islice(self, index, None))


class _Trimming:
    """Says of single lines that were not looked at that a blank may stand at an end of a cell."""

    may_have_blanks = True


class _Lines:
    """The lines of a file. `may_have_blanks` once a blank may stand at an end of a cell, from there to the end."""

    def __init__(self, data: bytes, encoding: str, delimiter: str) -> None:
        self.may_have_blanks = False
        self._stream = text_stream(data, encoding)
        self._rare = _RARE_BLANKS if delimiter == "\t" else _RARE_BLANKS + "\t"
        ends = f'[{delimiter}"\r\n ]'
        self._blank_at_end = re.compile(f" (?:(?<={ends} )|(?={ends})|$)")

    def __iter__(self) -> Iterator[str]:
        """Yield the lines with their ends."""
        with self._stream as stream:
            while text := stream.read(_PIECE) + stream.readline():  # whole lines
                self.may_have_blanks = self.may_have_blanks or self._may_have(text)
                yield from io.StringIO(text, newline="")

    def _may_have(self, text: str) -> bool:
        at_end = text[0] == " " or self._blank_at_end.search(text) is not None
        return at_end or any(blank in text for blank in self._rare)
