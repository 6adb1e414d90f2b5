"""A workbook of any kind: its sheets, and the content of one. Runs in a process of its own; see reader_process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.intake.grid import Sheet
from core.intake.workbook.file_kind import FileKind, file_kind
from core.intake.workbook.ods import CONTENT, OdsFile, refuse_locked
from core.intake.workbook.sheet_rows import SheetContent
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xls import LOCKED, UNLOCK, open_xls, read_xls, xls_sheets
from core.intake.workbook.xlsx import XlsxFile
from core.intake.workbook.xlsx_parts import WORKBOOK
from core.intake.workbook.zip_limits import check_sizes

BINARY_WORKBOOK = "xl/workbook.bin"
PARQUET_SHEET = "表"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")  # the name under which a locked .xlsx lies in its wrapping


@dataclass(frozen=True)
class Workbook:
    """An opened workbook: names of its sheets, those of them that are hidden, and two ways to look inside.

    `sheets` lists them with their sizes, for which each has to be loaded; `read` gives the content of one.
    """

    names: list[str]
    hidden: list[str]
    sheets: Callable[[], list[Sheet]]
    read: Callable[[str], SheetContent]


def open_workbook(data: bytes) -> Workbook:
    """Opens a workbook's bytes. Raises UnreadableWorkbook, or whatever its reader raises where it is damaged."""
    kind = file_kind(data)
    if kind is FileKind.PARQUET:
        return _open_parquet(data)
    return _open_compound(data) if kind is FileKind.COMPOUND else _open_zip(data)


def _open_parquet(data: bytes) -> Workbook:
    from core.intake.workbook.parquet import parquet_size, read_parquet  # pyarrow is slow to start

    def sheets() -> list[Sheet]:
        return [Sheet(PARQUET_SHEET, False, *parquet_size(data))]

    return Workbook([PARQUET_SHEET], [], sheets, lambda _: read_parquet(data))


def _open_compound(data: bytes) -> Workbook:
    if _LOCKED_STREAM in data:
        raise UnreadableWorkbook(LOCKED, UNLOCK)
    book = open_xls(data)
    sheets = xls_sheets(book)
    hidden = [sheet.name for sheet in sheets if sheet.is_hidden]
    return Workbook(book.sheet_names(), hidden, lambda: sheets, lambda name: read_xls(data, book, name))


def _open_zip(data: bytes) -> Workbook:
    archive = ZipFile(BytesIO(data))
    check_sizes(archive.infolist())
    is_xlsx = WORKBOOK in archive.namelist()
    if not is_xlsx:
        _require_ods(archive)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    listed = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    hidden = [sheet.name for sheet in listed if sheet.visible is not SheetVisibleEnum.Visible]

    file = XlsxFile(archive, book) if is_xlsx else OdsFile(archive, book)

    def sheets() -> list[Sheet]:
        return [Sheet(sheet.name, sheet.name in hidden, *file.size(sheet.name)) for sheet in listed]

    return Workbook([sheet.name for sheet in listed], hidden, sheets, file.read)


def _require_ods(archive: ZipFile) -> None:
    names = archive.namelist()
    if CONTENT in names:
        refuse_locked(archive)
    elif BINARY_WORKBOOK in names:
        raise UnreadableWorkbook("这是二进制工作簿（.xlsb）")
    else:
        mend = "解压后导入里面的表；Word 里的表请复制到 Excel"
        raise UnreadableWorkbook("这是压缩包或别的文档，里面没有工作表", mend)
