"""Bytes → text. Strict: a byte that does not fit is named, never replaced."""

from __future__ import annotations

import codecs
from pathlib import Path

from core.intake.refusal import WHOLE_FILE, FileRefused, Refusal

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PIECE = 1 << 20


class UndecodableText(ValueError):
    """Bytes that are no text we read."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.rule)


def decode(raw: bytes) -> tuple[str, str]:
    """The text and its encoding; see `encoding_of`."""
    encoding = encoding_of(raw)
    return raw.decode(encoding), encoding


def encoding_of(raw: bytes) -> str:
    """The encoding: by byte order mark, else strict UTF-8, else strict GB18030 (GBK is part of it).

    No guessing by frequency: on the short tables that people bring it names exotic encodings. A file in yet
    another encoding that happens to pass as GB18030 has headers that nobody knows, and is refused for those.
    """
    if raw.startswith((codecs.BOM_UTF8, *_UTF16)):
        marked = "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-16"
        plain = marked.removesuffix("-sig")  # which takes the mark for a character
        if (wrong := _first_wrong_byte(raw, plain)) is not None:
            raise _undecodable(f"文件开头标明 {plain}，但第 {wrong + 1} 字节起不合")
        return marked
    wrong_bytes = []
    for encoding in ("utf-8", "gb18030"):
        wrong = _first_wrong_byte(raw, encoding)
        if wrong is None:
            return encoding
        wrong_bytes.append(wrong + 1)
    utf8, gb18030 = wrong_bytes
    raise _undecodable(f"既不是 UTF-8（第 {utf8} 字节起不合），也不是 GB18030（第 {gb18030} 字节起不合）")


def text_of(path: Path) -> str:
    """The text of a file that people write, in whatever encoding it was saved. Raises FileRefused (Chinese)."""
    try:
        return decode(path.read_bytes())[0]
    except UndecodableText as error:
        raise FileRefused(path.name, [error.refusal]) from error


def _first_wrong_byte(raw: bytes, encoding: str) -> int | None:
    """The place of the first byte that does not fit, looked for piece by piece: the text is larger than its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(raw)
    for start in range(0, len(raw), _PIECE):
        piece = view[start : start + _PIECE]
        kept = len(decoder.getstate()[0])  # bytes of the piece before that are the beginning of a character
        try:
            decoder.decode(piece, start + _PIECE >= len(raw))
        except UnicodeDecodeError as error:
            return start - kept + error.start
    return None


def _undecodable(rule: str) -> UndecodableText:
    mend = "在 Excel、WPS 或记事本中重新另存为 UTF-8 编码（表格存为 CSV UTF-8），再来一次"
    return UndecodableText(Refusal(WHOLE_FILE, "", "", rule, mend))
