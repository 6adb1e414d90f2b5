"""Refused rows as a workbook: their own cells, the reasons and the mends, to be mended and brought again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from core.export import is_formula
from core.intake.grid import BrokenCell
from core.intake.mapping.mapped_table import kept_columns, original_table, said_of
from core.intake.refusal import Refusal
from core.intake.refused_place import (
    MEND,
    REASON,
    RECEIPT_HEADERS,
    REFUSED_BATCH,
    REFUSED_ROW,
    PlaceReader,
    RefusedPlace,
)
from core.intake.table import Row, Table
from core.store.file_faults import file_fault
from core.store.sqlite import StoreError
from core.store.whole_file import whole_file

MOST_ROWS = 1_000_000  # a sheet of a workbook has 1,048,576
PRIVATE = 0o600  # what was refused may be just what nobody should read
REFUSED_COLOUR = "#FFE3E0"
_WIDE, _NARROW = 44, 16  # columns, in letters
_BETWEEN = "；"


class RefusedRowCells(NamedTuple):
    """A refused row: its cells as they stand in the file (none of a torn row), and what is refused of it."""

    cells: list[str]
    refusals: list[Refusal]
    place: RefusedPlace | None


@dataclass(frozen=True)
class RefusedTable:
    """The refused rows of a file under its own headers; `said` are the lines above them, of what they rest on."""

    headers: list[str]
    rows: list[RefusedRowCells]
    said: list[str] = field(default_factory=list)


def refused_table(
    table: Table, refused: list[Refusal], rows_at_hand: Mapping[int, Row], batch: int | None
) -> RefusedTable | None:
    """The refused rows of a file, in order, each with the place where it was refused first; None without any.

    They stand under the headers of the file as it came. Of columns that a mapping does not read only the headers are
    written, so that it knows them again: they may be about persons. `rows_at_hand` are refused rows by their number.
    """
    if not refused:
        return None
    came = original_table(table)
    rows = rows_at_hand
    if came is not table:  # what is at hand is what the mapping made of them
        numbers = {refusal.row for refusal in refused}
        rows = {row.number: row for row in came.rows if row.number in numbers}
    places = PlaceReader(came.headers)
    own = [column for column, header in enumerate(came.headers) if header not in RECEIPT_HEADERS]
    columns_kept = kept_columns(table)
    written = RefusedTable([came.headers[column] for column in own], [], said_of(table))
    for number, refusals in groupby(sorted(refused, key=_row_number), _row_number):
        row = rows.get(number)
        place = places.read(row.cells) if row else None
        if place is None and batch is not None:
            place = RefusedPlace(batch, number)
        cells = [_mendable(row.cells[column]) if column in columns_kept else "" for column in own] if row else []
        written.rows.append(RefusedRowCells(cells, list(refusals), place))
    return written


def _mendable(cell: str) -> str:
    """A cell as it stands in the file; nothing where its value cannot be known, so that it has to be filled in."""
    return "" if isinstance(cell, BrokenCell) else cell


def refused_path(database: Path, file: str, batch: int | None) -> Path:
    """A path beside the database that nothing has yet."""
    number = "" if batch is None else f"-第{batch}批"
    stem = f"{Path(file).stem}{number}-拒收"
    paths = (database.with_name(f"{stem}{suffix}.xlsx") for suffix in ("", *(f"-{count}" for count in range(2, 1000))))
    return next(path for path in paths if not path.exists())


def write_refused(table: RefusedTable, path: Path) -> int:
    """Writes the rows into a new file that only its owner may read; returns how many went in.

    Raises StoreError (Chinese) if the file is there already or cannot be written; then none is left.
    """
    try:
        with whole_file(path, is_new=True, mode=PRIVATE) as file:
            return _write_workbook(table, file)
    except FileExistsError as error:
        raise StoreError(f"文件已存在：{path}。请换一个名字，拒收的行不覆盖任何文件。") from error
    except OSError as error:
        raise StoreError(f"拒收的行没有写成文件：{file_fault(error, path)}") from error


def refused_workbook(table: RefusedTable) -> bytes:
    """The rows as the bytes of a workbook, for a browser."""
    file = BytesIO()
    _write_workbook(table, file)
    return file.getvalue()


def without_batch(table: RefusedTable, batch: int | None) -> RefusedTable:
    """The same rows, none of them of a batch: that of a rehearsal never comes."""
    rows = [row._replace(place=None) if row.place and row.place.batch == batch else row for row in table.rows]
    return RefusedTable(table.headers, rows, table.said)


def _write_workbook(table: RefusedTable, file: object) -> int:
    from xlsxwriter import Workbook  # only a file with refused rows needs it

    with Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet("拒收")
        strong = book.add_format({"bold": True})
        formats = {
            (is_refused, is_quoted): book.add_format(
                {"quote_prefix": is_quoted, "num_format": "@"} | ({"bg_color": REFUSED_COLOUR} if is_refused else {})
            )
            for is_refused in (False, True)
            for is_quoted in (False, True)
        }
        page.set_column(0, 1, _WIDE)
        page.set_column(2, len(table.headers) + 3, _NARROW)
        top = len(table.said)
        page.freeze_panes(top + 1, 0)
        for number, line in enumerate(table.said):
            page.write_string(number, 0, line)
        for column, header in enumerate((REASON, MEND, *table.headers, REFUSED_BATCH, REFUSED_ROW)):
            page.write_string(top, column, header, strong)
        rows = table.rows[:MOST_ROWS]
        for number, row in enumerate(rows, top + 1):
            refused = {refusal.column for refusal in row.refusals}
            for column, (header, text) in enumerate(_cells(table, row)):
                if text:
                    page.write_string(number, column, text, formats[header in refused, is_formula(text)])
    return len(rows)


def _cells(table: RefusedTable, row: RefusedRowCells) -> list[tuple[str, str]]:
    """The cells of a row under their headers."""
    reasons = _BETWEEN.join(f"{refusal.column}：{refusal.rule}" for refusal in row.refusals)
    mends = _BETWEEN.join(dict.fromkeys(refusal.mend for refusal in row.refusals))
    cells = [*row.cells, *[""] * (len(table.headers) - len(row.cells))]
    batch, number = (str(row.place.batch), str(row.place.row)) if row.place else ("", str(row.refusals[0].row))
    return [
        ("", reasons),
        ("", mends),
        *zip(table.headers, cells, strict=True),
        (REFUSED_BATCH, batch),
        (REFUSED_ROW, number),
    ]


def _row_number(refusal: Refusal) -> int:
    return refusal.row
