"""Bytes of a CSV or TSV file → its cells, strictly: what does not fit is named, never guessed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from core.intake.decode import UndecodableText, decode
from core.intake.grid import Row, SharedTexts
from core.intake.refusal import FileRefused, Refusal, refuse_file
from core.intake.text_matching import trimmed

DELIMITERS = (",", "\t", ";")
_LINES_LOOKED_AT, _LETTERS_LOOKED_AT = 60, 1 << 16


class CsvText(NamedTuple):
    """The rows of a file that hold anything, and how they were written."""

    rows: list[Row]
    encoding: str
    delimiter: str


def read_csv(name: str, data: bytes) -> CsvText:
    """The cells of a file. Raises FileRefused where it is no text, empty, or its quotes do not match."""
    text, encoding = _text(name, data)
    delimiter = _delimiter(text)
    rows = [row for row in _records(name, text, delimiter) if any(row.cells)]
    if not rows:
        raise refuse_file(name, "文件是空的", "用 fengjing template 生成模板，填好再导入")
    return CsvText(rows, encoding, delimiter)


def _text(name: str, data: bytes) -> tuple[str, str]:
    try:
        text, encoding = decode(data)
    except UndecodableText as error:
        raise FileRefused(name, [error.refusal]) from error
    nul = text.find("\0")
    if nul >= 0:
        row = text.count("\n", 0, nul) + 1
        raise refuse_file(name, f"第 {row} 行附近有空字符（NUL），文件已损坏或不是文本", "重新导出为 UTF-8 编码的 CSV")
    return text, encoding


def _delimiter(text: str) -> str:
    """The delimiter that divides most of the first lines, outside quotes; a single column has the comma."""
    lines: list[Counter[str]] = [Counter()]
    quoted = False
    for character in text[:_LETTERS_LOOKED_AT]:
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


def _records(file: str, text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    texts = SharedTexts()
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield Row(number, texts.shared([trimmed(cell) for cell in cells]))
    except csv.Error as error:
        refusal = Refusal(number + 1, "", "", "引号不成对，从这一行起无法分格", "补上或去掉这一行里多余的英文双引号")
        raise FileRefused(file, [refusal]) from error
