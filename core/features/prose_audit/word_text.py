"""The words of a stranger's Word file: paragraphs and tables in their order, text boxes and insertions too.

The file is only read: no part of it is run, nothing outside is fetched, and what is deleted by a tracked change is left
out, but told.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from core.features.prose_audit.types import Block, FileContent, TableBlock, TextBlock
from core.intake.refusal import FileRefused, refuse_file

MAIN_PART = "word/document.xml"
LARGEST_PART = 10_000_000  # bytes, unpacked: in memory some twenty times as much; a report of a year has one million
WIDEST_CELL = 63  # columns: Word's own limit
MOST_PACKED = 200  # times smaller than unpacked
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = (f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}instrText")
DELETED = "文件里有修订（删除）的痕迹，按接受修订后的文字核验"
INSERTED = "文件里有修订（插入）的痕迹，按接受修订后的文字核验"
HIDDEN = "文件里有隐藏的文字，也一并核验了"


def word_content(name: str, data: bytes) -> FileContent:
    """Read a .docx. Raises FileRefused (Chinese) where it is none, or too large."""
    body = _root(name, data).find(f"{_W}body")
    if body is None:
        raise refuse_file(name, "Word 文件里没有正文", "用 WPS 或 Word 另存为 .docx 再试")
    try:
        blocks = tuple(_blocks(body))
    except RecursionError as error:
        raise refuse_file(name, "正文一层套一层，套得太深", "用 WPS 或 Word 打开，另存为 .docx 再试") from error
    remarks = [
        remark
        for remark, tag in ((DELETED, f"{_W}del"), (INSERTED, f"{_W}ins"), (HIDDEN, f"{_W}vanish"))
        if next(body.iter(tag), None) is not None
    ]
    return FileContent(blocks, tuple(remarks))


def _root(name: str, data: bytes) -> Element:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            member = package.getinfo(MAIN_PART)
            if member.file_size > LARGEST_PART or member.file_size > MOST_PACKED * max(member.compress_size, 1):
                raise refuse_file(name, "正文解开后太大", "核对文件来源；只留要核验的部分再试")
            root: Element = fromstring(package.read(member))
            return root
    except FileRefused:
        raise
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, EOFError, RuntimeError) as error:
        raise refuse_file(name, "不是完好的 .docx 文件", "用 WPS 或 Word 打开，另存为 .docx 再试") from error


def _blocks(body: Element) -> Iterator[Block]:
    paragraphs, tables, title = 0, 0, ""
    for child in _children(body):
        if child.tag == f"{_W}tbl":
            tables += 1
            yield TableBlock(f"表 {tables}", title, tuple(_rows(child)))
        elif child.tag == f"{_W}p":
            paragraphs += 1
            for text in _paragraph_texts(child):
                if text.strip():
                    title = text.strip()
                    yield TextBlock(f"第 {paragraphs} 段", text.strip())


def _children(parent: Element) -> Iterator[Element]:
    """Yield paragraphs and tables, also those inside content controls and insertions."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _children(child)


def _paragraph_texts(paragraph: Element) -> list[str]:
    """Return the text of a paragraph, then those of the text boxes anchored in it."""
    boxes: list[str] = []
    own = "".join(_pieces(paragraph, boxes))
    return [own, *boxes]


def _pieces(element: Element, boxes: list[str]) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br"):
            yield " "
        elif child.tag == f"{_W}txbxContent":
            for inner in _children(child):
                boxes += _paragraph_texts(inner) if inner.tag == f"{_W}p" else ["".join(_pieces(inner, boxes))]
        else:
            yield from _pieces(child, boxes)


def _rows(table: Element) -> Iterator[tuple[str, ...]]:
    """Yield the rows of texts; a cell that spans columns is followed by empty ones."""
    for row in table.iter(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            cells.append(" ".join("".join(_pieces(paragraph, [])) for paragraph in _children(cell)).strip())
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            cells += [""] * (_columns(span.get(f"{_W}val", "1")) - 1 if span is not None else 0)
        yield tuple(cells)


def _columns(text: str) -> int:
    """Return how many columns a cell spans: as a stranger's file says it, but no more than Word has."""
    number = text.strip()
    return min(max(int(number), 1), WIDEST_CELL) if number.isascii() and number.isdecimal() and len(number) < 9 else 1
