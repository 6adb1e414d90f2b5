"""The encoding of the texts of a workbook by Excel 95 or older, which names one: often it is not the one they are in.

Later ones have their texts in Unicode, whatever they name. Programs that write the old form leave the name out, or
write that of an English Windows over Chinese texts, which would then be read as ³Ç¹ØËù without anybody being told.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import xlrd
from xlrd.book import Book

from core.intake.grid import column_letter
from core.intake.workbook.unreadable import UnreadableWorkbook

UNICODE_FROM = 80  # the version of the format
CHINESE, UTF_8 = "gb18030", "utf-8"  # GBK and GB 2312 are parts of the first
_BYTES = "latin-1"  # reads every byte as one letter, which can be turned back
_OTHER_SCRIPTS = {874, 932, 949, 950, 1361}  # code pages of other letters of two bytes, or Thai: taken at their word
_CHINESE_PAGES = {936, 10008, 20936, 52936, 54936}
_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")  # a letter of GB 2312: all that is common
_HIGH = re.compile(rb"[\x80-\xff]")
_MOSTLY = 0.9
_MEND = "在 Excel 或 WPS 中打开，文字看着对了再另存为 .xlsx 导入；打开也是乱码的，请出表的系统改用 .xlsx 或 CSV"


class _Text(NamedTuple):
    place: str
    content: bytes


def open_in_its_encoding(data: bytes) -> Book:
    """Open a workbook, its texts by the encoding that they are in. Raises UnreadableWorkbook where none fits."""
    try:
        book = _opened(data)
    except (LookupError, UnicodeError):  # an encoding that nobody knows, or that its texts are not in
        book = None
    if book is not None and (book.biff_version >= UNICODE_FROM or book.codepage in _OTHER_SCRIPTS):
        return book
    as_bytes = _opened(data, _BYTES)
    texts = [text for text in _texts(as_bytes) if _HIGH.search(text.content)]
    if as_bytes.codepage in _CHINESE_PAGES or _looks_chinese(texts):
        encoding = CHINESE
    elif book is not None:
        return book
    else:
        encoding = UTF_8
    if odd := next((text for text in texts if not _is_in(text.content, encoding)), None):
        page = "没有标明" if as_bytes.codepage is None else f"标的是 {as_bytes.codepage}"
        raise UnreadableWorkbook(f"文字的编码认不出（{page}），读不了的如{odd.place}", _MEND)
    return _opened(data, encoding)


def _opened(data: bytes, encoding: str | None = None) -> Book:
    out = io.StringIO()
    return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=out, encoding_override=encoding)


def _looks_chinese(texts: Sequence[_Text]) -> bool:
    high = sum(len(_HIGH.findall(text.content)) for text in texts)
    paired = sum(2 * len(_PAIR.findall(text.content)) for text in texts)
    return high > 0 and paired >= _MOSTLY * high


def _is_in(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _texts(as_bytes: Book) -> Iterator[_Text]:
    """Yield every text with its place, as it is named to people."""
    for number, sheet in enumerate(as_bytes.sheets(), start=1):
        yield _Text(f"第 {number} 张工作表的名称", sheet.name.encode(_BYTES))
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind == xlrd.XL_CELL_TEXT:
                    place = f"第 {number} 张工作表的 {column_letter(column)}{row + 1}"
                    yield _Text(place, sheet.cell_value(row, column).encode(_BYTES))
