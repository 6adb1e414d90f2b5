"""Bytes → text. Strict: a byte that does not fit is named, never replaced."""

from __future__ import annotations

import codecs
from pathlib import Path

from core.intake.refusal import WHOLE_FILE, FileRefused, Refusal

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UndecodableText(ValueError):
    """Bytes that are no text we read."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.rule)


def decode(raw: bytes) -> tuple[str, str]:
    """The text and its encoding: by byte order mark, else strict UTF-8, else strict GB18030 (GBK is part of it).

    No guessing by frequency: on the short tables that people bring it names exotic encodings. A file in yet
    another encoding that happens to pass as GB18030 has headers that nobody knows, and is refused for those.
    """
    if raw.startswith(codecs.BOM_UTF8):
        return _strict(raw, "utf-8").removeprefix("\ufeff"), "utf-8-sig"
    if raw.startswith(_UTF16):
        return _strict(raw, "utf-16"), "utf-16"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as utf8:
        try:
            return raw.decode("gb18030"), "gb18030"
        except UnicodeDecodeError as gb18030:
            raise _undecodable(
                f"既不是 UTF-8（第 {utf8.start + 1} 字节起不合），也不是 GB18030（第 {gb18030.start + 1} 字节起不合）"
            ) from gb18030


def text_of(path: Path) -> str:
    """The text of a file that people write, in whatever encoding it was saved. Raises FileRefused (Chinese)."""
    try:
        return decode(path.read_bytes())[0]
    except UndecodableText as error:
        raise FileRefused(path.name, [error.refusal]) from error


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(f"文件开头标明 {encoding}，但第 {error.start + 1} 字节起不合") from error


def _undecodable(rule: str) -> UndecodableText:
    mend = "在 Excel、WPS 或记事本中重新另存为 UTF-8 编码（表格存为 CSV UTF-8），再来一次"
    return UndecodableText(Refusal(WHOLE_FILE, "", "", rule, mend))
