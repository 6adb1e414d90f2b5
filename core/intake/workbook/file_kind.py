"""The kind of a file by its bytes. Suffixes are not asked: .xls may hold anything."""

from __future__ import annotations

import re
from enum import Enum

_HEAD = 4096  # bytes that are looked at
_MARKUP = re.compile(r"\s*(?:<!doctype\s+html|<html|<head|<body|<table|<meta|<style|<!--)", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml|\s*<(?:\w+:)?workbook\b", re.IGNORECASE)
_MIME = re.compile(r"\s*mime-version:", re.IGNORECASE)


class FileKind(Enum):
    """Hold what a file is, by its first bytes."""

    TEXT = "text"
    ZIP = "zip"  # .xlsx, .xlsm, .ods and new .et, or any other archive
    COMPOUND = "compound"  # .xls and old .et, or a workbook locked by a password
    PARQUET = "parquet"
    MARKUP = "markup"
    XML = "xml"
    PDF = "pdf"
    ARCHIVE = "archive"


_MAGIC = (
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),
    (b"\xd0\xcf\x11\xe0", FileKind.COMPOUND),
    (b"PAR1", FileKind.PARQUET),
    (b"%PDF-", FileKind.PDF),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
)
WORKBOOKS = (FileKind.ZIP, FileKind.COMPOUND, FileKind.PARQUET)

# Kinds that hold no cells as we read them: the rule and the mend.
UNREAD = {
    FileKind.MARKUP: (
        "这是网页（HTML），只是改名成了表格",
        "在 Excel 或 WPS 中打开，另存为 .xlsx 再导入",
    ),
    FileKind.XML: (
        "这是 XML 文件（如“XML 表格 2003”），不是工作簿",
        "在 Excel 或 WPS 中打开，另存为 .xlsx 再导入",
    ),
    FileKind.PDF: ("这是 PDF 文件，不是表格", "导入生成它的那张表"),
    FileKind.ARCHIVE: ("这是压缩包", "先解压，导入里面的表"),
}


def file_kind(data: bytes) -> FileKind:
    """The kind of a file by its bytes."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = _head(data)
    for pattern, kind in ((_MARKUP, FileKind.MARKUP), (_MIME, FileKind.MARKUP), (_XML, FileKind.XML)):
        if pattern.match(head):
            return kind
    return FileKind.TEXT


def _head(data: bytes) -> str:
    head = data[:_HEAD]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return head.decode(encoding, "replace")
