"""Workbooks in the form of Excel 95, whose texts are bytes of an encoding that the file names, rightly or not."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from xlwt.CompoundDoc import XlsDoc

_VERSION, _BOOK, _SHEET = 0x0500, 0x0005, 0x0010
_BEGIN, _END, _PAGE, _FONT, _STYLE, _LISTED, _SIZE, _TEXT, _NUMBER = (
    0x809,
    0x0A,
    0x42,
    0x31,
    0xE0,
    0x85,
    0x200,
    0x204,
    0x203,
)
_CELLS = 15  # the style of ordinary cells
_LISTED_HEAD = struct.calcsize("<IBBB")

Cells = Sequence[Sequence[bytes | float]]


def excel_95(rows: Cells, page: int | None, name: bytes = b"Sheet1") -> bytes:
    """Return a workbook of one sheet with these cells; `page` is the code page that it names, None for none."""
    fonts = _record(_FONT, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05Arial") * 5
    styles = b"".join(_record(_STYLE, struct.pack("<8H", 0, 0, 1, 0x20, 0, 0, 0, 0)) for number in range(_CELLS + 1))
    named = b"" if page is None else _record(_PAGE, struct.pack("<H", page))
    head = _record(_BEGIN, struct.pack("<4H", _VERSION, _BOOK, 0, 0)) + named + fonts + styles
    begin = len(head) + 4 + _LISTED_HEAD + len(name) + 4  # of the sheet: behind the list of sheets and its end
    listed = _record(_LISTED, struct.pack("<IBBB", begin, 0, 0, len(name)) + name)
    out = io.BytesIO()
    XlsDoc().save(out, head + listed + _record(_END) + _sheet(rows))
    return out.getvalue()


def _sheet(rows: Cells) -> bytes:
    records = [
        _record(_BEGIN, struct.pack("<4H", _VERSION, _SHEET, 0, 0)),
        _record(_SIZE, struct.pack("<5H", 0, len(rows), 0, max(map(len, rows)), 0)),
    ]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<3H", row, column, _CELLS)
            if isinstance(cell, bytes):
                records.append(_record(_TEXT, place + struct.pack("<H", len(cell)) + cell))
            else:
                records.append(_record(_NUMBER, place + struct.pack("<d", cell)))
    return b"".join([*records, _record(_END)])


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
