"""The XML of an .xlsx sheet cut into rows, so that only rows that need a second look are parsed.

Parsing every cell of a big sheet in Python takes twice the time that calamine takes to read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from core.intake.grid import MOST_COLUMNS
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.xml_stream import safe_parser

_CHUNK = 1 << 18
_LARGEST_HEAD = 1 << 24
_LARGEST_ROW = 1 << 26
_DATA = re.compile(rb"<((?:\w+:)?)sheetData[^>]*>")
_ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr=[\"'](\d+)[\"'][^>]*>")


class XlsxRows:
    """The head of a sheet's XML, and its rows one by one."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        buffer = b""
        while not (match := _DATA.search(buffer)):
            chunk = stream.read(_CHUNK)
            if not chunk or len(buffer) > _LARGEST_HEAD:
                raise UnreadableWorkbook("工作表的内容不完整，文件已损坏")
            buffer += chunk
        self.head = buffer[: match.start()]
        self.prefix = match[1]
        self._rest = buffer[match.end() :]
        self._start = b"<" + self.prefix + b"row"
        self._end = b"</" + self.prefix + b"row>"
        self.tail = b""  # what stands behind the rows, once they are read

    def hidden_columns(self) -> set[int]:
        """The columns that the head says are hidden, counted from 0."""
        hidden: set[int] = set()

        def start(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(":")[2] == "col" and attributes.get("hidden") in ("1", "true"):
                hidden.update(range(int(attributes["min"]) - 1, min(int(attributes["max"]), MOST_COLUMNS)))

        parser = safe_parser()
        parser.StartElementHandler = start
        parser.Parse(self.head)
        return hidden

    def is_numbered(self, piece: bytes) -> bool:
        """Tell whether the last row of a piece says its number."""
        return _ROW_NUMBER.match(piece, piece.rfind(self._start)) is not None

    def wrapped(self, head: bytes, pieces: list[bytes]) -> bytes:
        """The XML of a sheet that has these rows alone."""
        data, sheet = self.prefix + b"sheetData", self.prefix + b"worksheet"
        return b"".join([head, b"<", data, b">", *pieces, b"</", data, b"></", sheet, b">"])

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Yields the number of each row and its XML; rows without any cell may stand before it."""
        number = 0
        for piece in self._pieces():
            match = _ROW_NUMBER.match(piece, piece.rfind(self._start))
            number = int(match[1]) if match else number + piece.count(self._start)
            yield number, piece

    def _pieces(self) -> Iterator[bytes]:
        buffer = self._rest
        while True:
            *pieces, buffer = buffer.split(self._end)
            for piece in pieces:
                yield piece + self._end
            if len(buffer) > _LARGEST_ROW:
                raise UnreadableWorkbook("有一行的内容长得不像表格")
            chunk = self._stream.read(_CHUNK)
            if not chunk:
                self.tail = buffer
                return
            buffer += chunk
