"""Bytes of a CSV or TSV file → its cells, strictly: what does not fit is named, never guessed."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from core.intake.csv_rows import CsvRows, text_stream
from core.intake.decode import UndecodableText, encoding_of
from core.intake.refusal import FileRefused, refuse_file

DELIMITERS = (",", "\t", ";")
_LINES_LOOKED_AT, _LETTERS_LOOKED_AT = 60, 1 << 16
_PIECE = 1 << 20


class CsvText(NamedTuple):
    """The rows of a file that hold anything, and how they were written."""

    rows: CsvRows
    encoding: str
    delimiter: str


def read_csv(name: str, data: bytes) -> CsvText:
    """The cells of a file. Raises FileRefused where it is no text, empty, or its quotes do not match."""
    encoding = _encoding(name, data)
    with text_stream(data, encoding) as stream:
        delimiter = _delimiter(stream.read(_LETTERS_LOOKED_AT))
    rows = CsvRows(name, data, encoding, delimiter)
    if not rows:
        raise refuse_file(name, "文件是空的", "用 fengjing template 生成模板，填好再导入")
    return CsvText(rows, encoding, delimiter)


def _encoding(name: str, data: bytes) -> str:
    try:
        encoding = encoding_of(data)
    except UndecodableText as error:
        raise FileRefused(name, [error.refusal]) from error
    if b"\0" in data:  # as half the bytes of UTF-16 are
        _refuse_nul(name, data, encoding)
    return encoding


def _refuse_nul(name: str, data: bytes, encoding: str) -> None:
    row = 1
    with text_stream(data, encoding) as stream:
        while text := stream.read(_PIECE):
            nul = text.find("\0")
            if nul >= 0:
                row += text.count("\n", 0, nul)
                rule = f"第 {row} 行附近有空字符（NUL），文件已损坏或不是文本"
                raise refuse_file(name, rule, "重新导出为 UTF-8 编码的 CSV")
            row += text.count("\n")


def _delimiter(text: str) -> str:
    """The delimiter that divides most of the first lines, outside quotes; a single column has the comma."""
    lines: list[Counter[str]] = [Counter()]
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            if len(lines) == _LINES_LOOKED_AT:
                break
            lines.append(Counter())
        elif character in DELIMITERS and not quoted:
            lines[-1][character] += 1
    whole = sum(lines, Counter())
    return max(DELIMITERS, key=lambda delimiter: (sum(delimiter in line for line in lines), whole[delimiter]))
