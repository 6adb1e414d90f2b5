"""A streaming XML parser that takes no document types, and so none of the traps that entities set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat
from xml.parsers.expat import XMLParserType

from core.intake.workbook.unreadable import UnreadableWorkbook

_CHUNK = 1 << 16


def safe_parser() -> XMLParserType:
    """A parser without handlers yet."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def feed(parser: XMLParserType, stream: IO[bytes]) -> Iterator[None]:
    """Gives a stream to a parser piece by piece, and yields after each of them."""
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_doctype(*_: object) -> None:
    raise UnreadableWorkbook("XML 里有文档类型声明，不是正常的工作簿")
