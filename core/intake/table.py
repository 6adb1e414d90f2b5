"""A file of any kind → headers and rows of texts, each row with the number a person sees beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from core.intake.choices import HeaderUnclear
from core.intake.csv_text import read_csv
from core.intake.grid import Grid, Row
from core.intake.layout.header_search import UnclearHeader
from core.intake.layout.row_sorting import MOST_LEFT_OUT, SkippedRow, UnlikeTable
from core.intake.layout.table_layout import HeaderChoice, Layout, find_table
from core.intake.refusal import FileRefused, Refusal, refuse_file
from core.intake.table_notes import NOTHING_HIDDEN, HiddenParts, table_notes
from core.intake.text_matching import match_key
from core.intake.workbook.file_kind import UNREAD, WORKBOOKS, FileKind, file_kind
from core.intake.workbook.reader import read_sheet

__all__ = ["HeaderChoice", "HeaderUnclear", "HiddenParts", "Row", "Table", "names_around", "parse_table", "read_table"]

MEGABYTE = 1024 * 1024
LARGEST_FILE = 64 * MEGABYTE  # near a million records; reading takes some thirty times the size in memory


@dataclass(frozen=True)
class Table:
    """Contents of a file. `refused` lists the rows whose cells do not match the headers.

    `header_rows` are the numbers of the first and the last row of headers, `title` the texts above them. `skipped` are
    rows that are no data, with the reason. `notes` tell in Chinese what was left out or looks wrong.
    A cell whose value cannot be known is a BrokenCell. Encoding and delimiter are empty for workbooks. `digest` stands
    for all that is here: the file's bytes, its sheet and its headers; empty where the rows come from no file.
    """

    file: str
    headers: list[str]
    rows: Sequence[Row]
    encoding: str = ""
    delimiter: str = ""
    refused: list[Refusal] = field(default_factory=list)
    sheet: str = ""
    header_rows: tuple[int, int] = (1, 1)
    title: list[str] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    hidden: HiddenParts = NOTHING_HIDDEN
    notes: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def header_row(self) -> int:
        """The number of the row that names the columns; the last one where there are several."""
        return self.header_rows[1]


def names_around(table: Table) -> tuple[str, str, str]:
    """Return what stands around the rows of a table, the nearest first: title, sheet, file."""
    return " ".join(table.title), table.sheet, table.file


def read_table(
    path: Path, sheet: str | None = None, header: HeaderChoice | None = None, known: Collection[str] = ()
) -> Table:
    """Reads a table from a workbook, a CSV or a Parquet file.

    `sheet` names the sheet where there are several, `header` the row or the first and last row of headers where they
    are not found by themselves; `known` are headers that have a meaning, which helps to find them.
    Raises FileRefused with the reason and the mend: SheetUnclear and HeaderUnclear where a choice is to be made.
    """
    if not path.is_file():
        raise refuse_file(path.name, "找不到文件", "核对路径和文件名")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise _too_large(path.name, size)
    return parse_table(path.name, path.read_bytes(), sheet, header, known)


def parse_table(
    name: str,
    data: bytes,
    sheet: str | None = None,
    header: HeaderChoice | None = None,
    known: Collection[str] = (),
) -> Table:
    """Reads a table from a file's bytes, as `read_table` does."""
    cells = read_cells(name, data, sheet)
    return table_of(name, cells, find_layout(name, cells, header, known))


class FileCells(NamedTuple):
    """Cells of the sheet that is meant; of a text file with the encoding and the delimiter, of others empty ones.

    `digest` is that of the file's bytes.
    """

    grid: Grid
    digest: str
    encoding: str = ""
    delimiter: str = ""
    has_headers_first: bool = False


def read_cells(name: str, data: bytes, sheet: str | None = None) -> FileCells:
    """Reads the cells of a sheet, before it is known where its table stands. Raises what `read_table` raises."""
    if len(data) > LARGEST_FILE:
        raise _too_large(name, len(data))
    kind, digest = file_kind(data), sha256(data).hexdigest()
    if kind in UNREAD:
        raise refuse_file(name, *UNREAD[kind])
    if kind in WORKBOOKS:
        return FileCells(read_sheet(name, data, sheet), digest, has_headers_first=kind is FileKind.PARQUET)
    if sheet:
        raise refuse_file(name, "这是文本文件（CSV），没有工作表", "去掉 --sheet")
    rows, encoding, delimiter = read_csv(name, data)
    return FileCells(Grid(rows, is_padded=False), digest, encoding, delimiter)


def find_layout(name: str, cells: FileCells, header: HeaderChoice | None, known: Collection[str]) -> Layout:
    """Finds the table in cells. Raises FileRefused, and HeaderUnclear where a choice is to be made."""
    grid = cells.grid
    header = (1, 1) if cells.has_headers_first else header
    if not grid.rows:
        raise refuse_file(name, "工作表是空的", "用 fengjing template 生成模板，填好再导入")
    try:
        layout = find_table(grid, header, {match_key(word) for word in known})
    except UnclearHeader as error:
        raise HeaderUnclear(name, [grid.rows[place] for place in error.candidates]) from error
    except UnlikeTable as error:
        rule = f"读到第 {error.row} 行，已有 {MOST_LEFT_OUT // 10_000} 万行与表头不符或不是数据，如第 {error.first} 行"
        raise refuse_file(name, rule, "核对分隔符、换行和表头，删去表格以外的行，再导入") from error
    wrong = [*layout.wrong_headers, *_repeated(layout)]
    if wrong:
        raise FileRefused(name, wrong)
    return layout


def table_of(name: str, cells: FileCells, layout: Layout) -> Table:
    """Puts what was found into a table."""
    grid = cells.grid
    named = dict(zip(layout.columns, layout.headers, strict=True))
    hidden = HiddenParts(
        grid.hidden_sheets,
        tuple(row.number for row in layout.rows if row.number in grid.hidden_rows) if grid.hidden_rows else (),
        tuple(named[column] for column in sorted(grid.hidden_columns) if column in named),
    )
    yearless = {named[column]: row for column, row in grid.yearless.items() if column in named}
    return Table(
        name,
        layout.headers,
        layout.rows,
        cells.encoding,
        cells.delimiter,
        layout.refused,
        grid.sheet,
        layout.header_rows,
        layout.title,
        layout.skipped,
        hidden,
        table_notes(layout, hidden, yearless),
        joined_digest(cells.digest, grid.sheet, layout.header_rows),
    )


def joined_digest(digest: str, *further: object) -> str:
    """Return the digest of something read with a digest and of what it depends on besides; empty without one."""
    return sha256(repr((digest, *further)).encode()).hexdigest() if digest else ""


def _repeated(layout: Layout) -> list[Refusal]:
    counts = Counter(match_key(header) for header in layout.headers)
    return [
        Refusal(layout.header_rows[1], header, header, f"表头“{header}”重复", "只留一列，或改正列名")
        for header in dict.fromkeys(layout.headers)
        if counts[match_key(header)] > 1
    ]


def _too_large(name: str, size: int) -> FileRefused:
    rule = f"文件有 {size // MEGABYTE} MB，超过 {LARGEST_FILE // MEGABYTE} MB 的上限"
    return refuse_file(name, rule, "按月份或按单位拆成几个文件再导入")
