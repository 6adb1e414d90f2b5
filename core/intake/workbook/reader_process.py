"""The process that reads a workbook: bytes on its input, lines of JSON on its output, little memory of its own.

A hostile file can make a reader take all memory or crash: here it ends this process and nothing else. Lines are
{"sheets": …}, {"refused": [rule, mend]}, {"rows": …, "faults": …} as often as need be, and at last {"sheet": …}.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

from core.intake.grid import BrokenCell, Row
from core.intake.workbook.sheet_limits import bounded_batches, check_merged
from core.intake.workbook.unreadable import SAVE_AS_XLSX, UnreadableWorkbook
from core.intake.workbook.workbook import Workbook, open_workbook

LARGEST_MEMORY = 2 * 1024**3
LONGEST_SECONDS = 300
LIST, READ = "list", "read"


def main(arguments: list[str]) -> None:
    """Does what is asked: list the sheets, or read the one named (or the only one that there is)."""
    with os.fdopen(os.dup(1), "w", encoding="ascii") as out:
        os.dup2(2, 1)  # whatever a library prints goes elsewhere
        limit_self()
        data = sys.stdin.buffer.read()
        try:
            book = open_workbook(data)
            if arguments[0] == LIST:
                _send(out, sheets=book.sheets())
            else:
                _read(out, book, arguments[1] if len(arguments) > 1 else None)
        except UnreadableWorkbook as error:
            _send(out, refused=[error.rule, error.mend])
        except MemoryError:
            raise
        except BaseException as error:  # a panic of calamine is no Exception
            reason = f"{type(error).__name__}：{error}".strip("：")
            _send(out, refused=[f"文件已损坏，或不是正常的工作簿（{reason[:200]}）", SAVE_AS_XLSX])


def limit_self() -> None:
    """Limit memory and computing time of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; sizes have been looked at
        return
    for kind, limit in ((resource.RLIMIT_AS, LARGEST_MEMORY), (resource.RLIMIT_CPU, LONGEST_SECONDS)):
        _, hard = resource.getrlimit(kind)
        lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (lowest, lowest))


def _read(out: IO[str], book: Workbook, name: str | None) -> None:
    chosen = _chosen(book, name)
    if chosen is None:
        _send(out, sheets=book.sheets())
        return
    content = book.read(chosen)
    for rows in bounded_batches(content.rows):
        _send(out, rows=rows, faults=_faults(rows))
    check_merged(content.spans)
    _send(
        out,
        sheet=chosen,
        spans=content.spans,
        hidden_rows=content.hidden_rows,
        hidden_columns=sorted(content.hidden_columns),
        hidden_sheets=[other for other in book.hidden if other != chosen],
        yearless=list(content.yearless.items()),
    )


def _chosen(book: Workbook, name: str | None) -> str | None:
    """The sheet that is to be read: the one named, or else the only one that is seen and holds anything."""
    if name is not None:
        return name if name in book.names else None
    seen = [sheet for sheet in book.names if sheet not in book.hidden] or book.names
    if len(seen) > 1:
        seen = [sheet.name for sheet in book.sheets() if sheet.rows and sheet.name in seen]
    if not seen:
        raise UnreadableWorkbook("工作簿里没有一格有内容", "用 fengjing template 生成模板，填好再导入")
    return seen[0] if len(seen) == 1 else None


def _faults(rows: list[Row]) -> list[tuple[int, int, str]]:
    return [
        (index, column, cell.fault.name)
        for index, row in enumerate(rows)
        for column, cell in enumerate(row.cells)
        if isinstance(cell, BrokenCell)
    ]


def _send(out: IO[str], **message: Any) -> None:
    out.write(json.dumps(message, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
