"""Reads a bulletin of any kind that people have: Word, text, or a workbook with a table."""

from __future__ import annotations

from core.audit.claim import COLUMNS
from core.features.prose_audit.types import Block, FileContent, TableBlock, TextBlock
from core.features.prose_audit.word_text import word_content
from core.intake.decode import UndecodableText, decode
from core.intake.refusal import FileRefused, refuse_file
from core.intake.table import read_cells

TEXTS, WORDS, TABLES = (".txt", ".md"), (".docx",), (".csv", ".xlsx", ".xls", ".et", ".ods")
ENDINGS = (*TABLES, *WORDS, *TEXTS)
MIN_CLAIM_COLUMNS = 3
MOST_LEADING_ROWS = 10
MOST_LETTERS = 300_000  # a year's report has a third of it
CUT_OFF = "文件太长：30 万字以后的段落和表没有核验，请拆成几个文件"


def file_content(name: str, data: bytes, ending: str) -> FileContent:
    """Return what is to be checked, so much of it as a person would write. Raises FileRefused (Chinese)."""
    content = _whole_content(name, data, ending)
    blocks: list[Block] = []
    letters = 0
    for block in content.blocks:
        letters += _letters_of(block)
        if letters > MOST_LETTERS:
            return FileContent(tuple(blocks), (*content.remarks, CUT_OFF))
        blocks.append(block)
    return content


def _letters_of(block: Block) -> int:
    if isinstance(block, TextBlock):
        return len(block.text)
    return sum(len(cell) + 1 for row in block.rows for cell in row)


def _whole_content(name: str, data: bytes, ending: str) -> FileContent:
    if ending in WORDS:
        return word_content(name, data)
    if ending in TEXTS:
        try:
            text, _encoding = decode(data)
        except UndecodableText as error:
            raise FileRefused(name, [error.refusal]) from error
        lines = enumerate(text.removeprefix("\ufeff").splitlines(), 1)
        return FileContent(tuple(TextBlock(f"第 {number} 行", line.strip()) for number, line in lines if line.strip()))
    if ending in TABLES:
        return FileContent((_table(name, data),))
    raise refuse_file(name, f"不认识的文件（{ending or '没有扩展名'}）", f"可核验 {'、'.join(ENDINGS)}")


def _table(name: str, data: bytes) -> TableBlock:
    rows = [[cell.strip() for cell in row.cells] for row in read_cells(name, data).grid.rows]
    first = next((place for place, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    title = " ".join(cell for row in rows[:first] for cell in row if cell)
    width = max((len(row) for row in rows[first:]), default=0)
    return TableBlock("表", title, tuple(tuple(row + [""] * (width - len(row))) for row in rows[first:]))


def is_claims_file(name: str, data: bytes) -> bool:
    """Tell whether a table has the columns of claims, as `fengjing audit` writes them, rather than a bulletin's own."""
    rows = read_cells(name, data).grid.rows[:MOST_LEADING_ROWS]
    has_chinese = any("\u4e00" <= letter <= "\u9fff" for row in rows[:1] for cell in row.cells for letter in cell)
    named = any(len(set(row.cells) & set(COLUMNS)) >= MIN_CLAIM_COLUMNS for row in rows)
    return named or not has_chinese
