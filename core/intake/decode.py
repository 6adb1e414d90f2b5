"""Bytes → text. Strict: a byte that does not fit is named, never replaced."""

from __future__ import annotations

import codecs

from core.intake.refusal import WHOLE_FILE, Refusal

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .et are zip files, .xls is a compound file


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
    if raw.startswith(_WORKBOOKS):
        raise _refused("这是 Excel/WPS 工作簿，不是 CSV", "在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”再导入")
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


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(f"文件开头标明 {encoding}，但第 {error.start + 1} 字节起不合") from error


def _undecodable(rule: str) -> UndecodableText:
    return _refused(rule, "在 Excel、WPS 或记事本中重新另存为 UTF-8 编码的 CSV 再导入")


def _refused(rule: str, mend: str) -> UndecodableText:
    return UndecodableText(Refusal(WHOLE_FILE, "", "", rule, mend))
