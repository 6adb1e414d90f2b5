"""Formulas of an .xls workbook that nobody has worked out: programs write 0 or nothing, and leave it to Excel."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from xlrd.compdoc import CompDoc

_BOUNDSHEET, _FORMULA = 0x85, 0x06
_FORMULA_HEAD = struct.Struct("<HHH8sH")  # row, column, style, value, options
_CALCULATE_ON_LOAD = 0x02
_NO_VALUES = (bytes(8), b"\x03\0\0\0\0\0\xff\xff")  # 0, or an empty text

Places = set[tuple[int, int]]  # row and column, counted from 0


def uncalculated_formulas(data: bytes) -> list[Places]:
    """The places of formulas by sheet in the workbook's order; none where one of them has a value."""
    starts: list[int] = []  # where each sheet begins
    formulas: list[tuple[int, int, int]] = []  # where it stands, its row and its column
    for position, kind, content in _records(data):
        if kind == _BOUNDSHEET:
            starts.append(struct.unpack_from("<I", content)[0])
        elif kind == _FORMULA and len(content) >= _FORMULA_HEAD.size:
            row, column, _, value, options = _FORMULA_HEAD.unpack_from(content)
            if value not in _NO_VALUES or not options & _CALCULATE_ON_LOAD:
                return [set() for _ in starts]
            formulas.append((position, row, column))
    places: list[Places] = [set() for _ in starts]
    for position, row, column in formulas:
        sheet = max((start, index) for index, start in enumerate(starts) if start <= position)[1]
        places[sheet].add((row, column))
    return places


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yields place, kind and content of each record; none of a file that holds no such stream."""
    document = CompDoc(data, logfile=io.StringIO())
    stream = document.get_named_stream("Workbook") or document.get_named_stream("Book") or b""
    position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield position, kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
