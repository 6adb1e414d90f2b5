"""A CSV file → headers and rows of trimmed texts, each with the number a person sees beside it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from core.intake.decode import UndecodableText, decode
from core.intake.refusal import HEADER_ROW, WHOLE_FILE, FileRefused, Refusal
from core.intake.text_matching import match_key, trimmed

MEGABYTE = 1024 * 1024
LARGEST_FILE = 64 * MEGABYTE  # near a million records; reading takes some thirty times the size in memory
DELIMITERS = (",", "\t", ";")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et")
HEADERS_FIRST = "第一行只放表头，每列一个"


class Row(NamedTuple):
    """A row of the file: the headers are number 1, and blank rows count, as in a spreadsheet."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """Contents of a file. `refused` lists the rows whose cells do not match the headers."""

    file: str
    headers: list[str]
    rows: list[Row]
    encoding: str
    delimiter: str
    refused: list[Refusal] = field(default_factory=list)


def read_table(path: Path) -> Table:
    """Reads a CSV file, or raises FileRefused with the reason and the mend."""
    if not path.is_file():
        raise _refused(path.name, "找不到文件", "核对路径和文件名")
    size = path.stat().st_size
    return parse_table(path.name, b"" if size > LARGEST_FILE else path.read_bytes(), size)


def parse_table(name: str, data: bytes, size: int | None = None) -> Table:
    """Reads a CSV file's bytes, or raises FileRefused. `size` is given where the data were too much to be read."""
    text, encoding = _text(name, data, len(data) if size is None else size)
    delimiter = _delimiter(text)
    records = _records(name, text, delimiter)
    headers = next(records, Row(HEADER_ROW, [])).cells
    wrong = _wrong_headers(headers)
    if wrong:
        raise FileRefused(name, wrong)
    rows, refused = [], []
    for row in records:
        if not any(row.cells):
            continue
        if len(row.cells) == len(headers):
            rows.append(row)
        else:
            refused.append(_wrong_width(row, len(headers)))
    return Table(name, headers, rows, encoding, delimiter, refused)


def _refused(name: str, rule: str, mend: str) -> FileRefused:
    return FileRefused(name, [Refusal(WHOLE_FILE, "", "", rule, mend)])


def _text(name: str, data: bytes, size: int) -> tuple[str, str]:
    if Path(name).suffix.lower() in WORKBOOK_SUFFIXES:
        raise _refused(name, "这是 Excel/WPS 工作簿，不是 CSV", "在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”再导入")
    if size > LARGEST_FILE:
        rule = f"文件有 {size // MEGABYTE} MB，超过 {LARGEST_FILE // MEGABYTE} MB 的上限"
        raise _refused(name, rule, "按月份或按单位拆成几个文件再导入")
    try:
        text, encoding = decode(data)
    except UndecodableText as error:
        raise FileRefused(name, [error.refusal]) from error
    nul = text.find("\0")
    if nul >= 0:
        row = text.count("\n", 0, nul) + 1
        raise _refused(name, f"第 {row} 行附近有空字符（NUL），文件已损坏或不是文本", "重新导出为 UTF-8 编码的 CSV")
    if not trimmed(text):
        raise _refused(name, "文件是空的", "用 fengjing template 生成模板，填好再导入")
    return text, encoding


def _delimiter(text: str) -> str:
    """The delimiter that occurs most in the first record, outside quotes; a single column has the comma."""
    counts: Counter[str] = Counter()
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            break
        elif character in DELIMITERS and not quoted:
            counts[character] += 1
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _records(file: str, text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, HEADER_ROW):
            yield Row(number, [trimmed(cell) for cell in cells])
    except csv.Error as error:
        refusal = Refusal(number + 1, "", "", "引号不成对，从这一行起无法分格", "补上或去掉这一行里多余的英文双引号")
        raise FileRefused(file, [refusal]) from error


def _wrong_headers(headers: list[str]) -> list[Refusal]:
    wrong = [
        Refusal(HEADER_ROW, f"第 {position} 列", "", "表头为空（或有合并单元格、表上方有标题行）", HEADERS_FIRST)
        for position, header in enumerate(headers, 1)
        if not header
    ]
    counts = Counter(match_key(header) for header in headers if header)
    for header in dict.fromkeys(headers):
        if header and counts[match_key(header)] > 1:
            wrong.append(Refusal(HEADER_ROW, header, header, f"表头“{header}”重复", "只留一列，或改正列名"))
    if not headers:
        wrong.append(Refusal(HEADER_ROW, "", "", "第一行是空行，没有表头", HEADERS_FIRST))
    return wrong


def _wrong_width(row: Row, expected: int) -> Refusal:
    width = len(row.cells)
    mend = "格里有分隔符时用英文双引号括起来" if width > expected else "补齐空格（空着的格也要有分隔符）"
    return Refusal(row.number, "整行", f"{width} 格", f"应有 {expected} 格，实有 {width} 格", mend)
