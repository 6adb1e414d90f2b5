"""Choices that a file leaves to a person: which sheet is meant, and where its headers stand."""

from __future__ import annotations

from core.intake.grid import Row, Sheet
from core.intake.refusal import WHOLE_FILE, FileRefused, Refusal

_CELLS_SHOWN = 4
MOST_SHEETS_NAMED = 60


class SheetUnclear(FileRefused):
    """A workbook of which it is not known which sheet is meant; `sheets` are those that there are."""

    def __init__(self, file: str, sheets: list[Sheet], asked: str | None) -> None:
        self.sheets = sheets
        first_names = [_sheet_name(sheet) for sheet in sheets[:MOST_SHEETS_NAMED]]
        names = "、".join(first_names) + (" 等" if len(sheets) > len(first_names) else "")
        rule = f"有 {len(sheets)} 个工作表" if asked is None else f"没有名为“{asked}”的工作表"
        mend = "命令行用 --sheet 名称 指明读哪一个，在页面“导入”里逐个核对；放进监视的文件夹的，一个文件只留一个表"
        super().__init__(file, [Refusal(WHOLE_FILE, "工作表", asked or "", f"{rule}：{names}", mend)])


class HeaderUnclear(FileRefused):
    """A table of which it is not clear where its headers stand; `candidates` are the rows that may hold them."""

    def __init__(self, file: str, candidates: list[Row]) -> None:
        self.candidates = candidates
        shown = "；".join(f"第 {row.number} 行（{_shown(row)}）" for row in candidates)
        if len(candidates) > 1:
            rule = f"看不准哪一行是表头：{shown}"
        else:
            rule = f"没有找到表头，最像的是{shown}" if candidates else "所指的表头行是空的"
        mend = "补上一行表头，或指明它在哪一行（命令行用 --header，如 --header 3；两行表头写 3-4）"
        super().__init__(file, [Refusal(WHOLE_FILE, "表头", "", rule, mend)])


def _sheet_name(sheet: Sheet) -> str:
    return f"“{sheet.name}”（{sheet.rows} 行{'，隐藏' if sheet.is_hidden else ''}）"


def _shown(row: Row) -> str:
    cells = [cell for cell in row.cells if cell]
    return "、".join(cells[:_CELLS_SHOWN]) + ("…" if len(cells) > _CELLS_SHOWN else "")
