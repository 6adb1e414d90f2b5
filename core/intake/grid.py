"""The cells of one sheet as texts, before it is known where its table stands.

Nothing here needs the rest of the program: the process that reads workbooks starts quickly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, Self

MOST_COLUMNS = 16_384  # that a sheet has, in every program that makes them


class Row(NamedTuple):
    """A row by the number that a person sees beside it, and its cells from the first column on."""

    number: int
    cells: list[str]


class FigureRow(Row):
    """A row made of a cell of a wide table; `headers` are the file's own over what that cell says, by our field."""

    headers: Mapping[str, str]

    @classmethod
    def of(cls, number: int, cells: list[str], headers: Mapping[str, str]) -> FigureRow:
        """Make a row of a cell that stands under its header."""
        row = cls(number, cells)
        row.headers = headers
        return row


class Span(NamedTuple):
    """Merged cells: first row and column, last row and column. Rows are numbers seen, columns count from 0."""

    top: int
    left: int
    bottom: int
    right: int


class CellFault(Enum):
    """A reason why the text of a cell cannot be its value: the rule and the mend."""

    ERROR = ("单元格是错误值", "在 Excel 或 WPS 中改正公式或它引用的格，保存后再导入")
    UNCACHED = ("公式还没有算出值", "在 Excel 或 WPS 中打开、保存一次再导入；仍不行就把公式粘贴为数值")
    LONG_NUMBER = ("数字超过 15 位，末几位已丢失", "在 Excel 中先把这一列设为文本格式，再重新填写或导出")
    MERGED_NUMBER = ("合并单元格里的数，不知归哪一行", "取消合并，逐行填写")

    @property
    def rule(self) -> str:
        """The rule that the cell breaks."""
        return self.value[0]

    @property
    def mend(self) -> str:
        """Return what a person does about it."""
        return self.value[1]


class BrokenCell(str):
    """The text of a cell whose value cannot be known, wherever it is carried; `fault` says why."""

    fault: CellFault

    def __new__(cls, text: str, fault: CellFault) -> Self:
        """Make a text that carries its fault."""
        cell = super().__new__(cls, text)
        cell.fault = fault
        return cell


class Sheet(NamedTuple):
    """A sheet of a workbook; rows and columns count those up to the last cell with content."""

    name: str
    is_hidden: bool
    rows: int
    columns: int


@dataclass(frozen=True)
class Grid:
    """Rows of a sheet that hold anything.

    `yearless` gives for columns of dates shown without their year the first such row; `is_padded` says that
    cells at the end of a row may be missing, where a text file has to have them.
    """

    rows: Sequence[Row]
    sheet: str = ""
    spans: list[Span] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden_sheets: tuple[str, ...] = ()
    yearless: dict[int, int] = field(default_factory=dict)
    is_padded: bool = True


class SharedTexts:
    """Keeps one copy of texts that come again and again: rows of records repeat a few words in most columns."""

    _MOST = 20_000  # texts; numbers of records and times fill it in vain

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def shared(self, cells: list[str]) -> list[str]:
        """The same cells, each text in the copy that came first."""
        if len(self._texts) > self._MOST:
            self._texts.clear()
        return [self._texts.setdefault(cell, cell) for cell in cells]


def column_letter(column: int) -> str:
    """The name of a column as spreadsheets show it: A, B, …, Z, AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
