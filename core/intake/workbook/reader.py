"""Workbooks read by a process of their own: the sheets that there are, and the cells of one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from core.child_environment import child_environment
from core.intake.choices import SheetUnclear
from core.intake.grid import BrokenCell, CellFault, Grid, Row, SharedTexts, Sheet, Span
from core.intake.refusal import refuse_file
from core.intake.workbook.reader_process import LARGEST_MEMORY, LIST, READ

_GIGABYTE = 1024**3


def list_sheets(file: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook, hidden and empty ones too. Raises FileRefused where it cannot be read."""
    return next(_sheets(message) for message in _messages(file, data, LIST))


def read_sheet(file: str, data: bytes, sheet: str | None) -> Grid:
    """The cells of a sheet: the one named, or the only one that holds anything.

    Raises SheetUnclear where there are several or none of that name, FileRefused where the file cannot be read.
    """
    rows: list[Row] = []
    texts = SharedTexts()
    for message in _messages(file, data, READ, *([] if sheet is None else [sheet])):
        if "sheets" in message:
            raise SheetUnclear(file, _sheets(message), sheet)
        if "rows" in message:
            rows += _rows(message, texts)
        else:
            return _grid(rows, message)
    raise AssertionError("the process says what ended it")


def _messages(file: str, data: bytes, *arguments: str) -> Iterator[dict[str, Any]]:
    """Yields what the process says. Raises FileRefused for a refusal, and where the process died."""
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            [sys.executable, "-m", "core.intake.workbook.reader_process", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=frugal_environment(),
        ) as process,
    ):
        assert process.stdin is not None and process.stdout is not None
        try:
            with suppress(BrokenPipeError), process.stdin:  # it died: what follows says so
                process.stdin.write(data)
            for line in process.stdout:
                message = json.loads(line)
                if "refused" in message:
                    raise refuse_file(file, *message["refused"])
                yield message
            if process.wait() != 0:
                errors.seek(0)
                raise _death(file, process.returncode, errors.read().decode(errors="replace"))
        finally:
            process.kill()


def frugal_environment() -> dict[str, str]:
    """Return the environment of a process of our own whose allocator takes no memory ahead of its need."""
    return {**child_environment(), "ARROW_DEFAULT_MEMORY_POOL": "system"}


def _death(file: str, code: int, errors: str) -> Exception:
    """The refusal where a limit ended the process, or a reader crashed; an error of our own is raised as such."""
    if code > 0 and "MemoryError" not in errors:
        return RuntimeError(f"the reader of workbooks failed: {errors[-2000:]}")
    rule = f"读这个工作簿要用 {LARGEST_MEMORY // _GIGABYTE} GB 以上的内存，或读到一半中断，没有读完"
    mend = "删去表格以外的行和列（最末一行一列也可能有内容），或按月份拆成几个文件，另存为新的 .xlsx 再导入"
    return refuse_file(file, rule, mend)


def _sheets(message: dict[str, Any]) -> list[Sheet]:
    return [Sheet(*sheet) for sheet in message["sheets"]]


def _rows(message: dict[str, Any], texts: SharedTexts) -> list[Row]:
    rows = [Row(number, texts.shared(cells)) for number, cells in message["rows"]]
    for index, column, fault in message["faults"]:
        cells = rows[index].cells
        cells[column] = BrokenCell(cells[column], CellFault[fault])
    return rows


def _grid(rows: list[Row], message: dict[str, Any]) -> Grid:
    return Grid(
        rows,
        message["sheet"],
        [Span(*span) for span in message["spans"]],
        frozenset(message["hidden_rows"]),
        frozenset(message["hidden_columns"]),
        tuple(message["hidden_sheets"]),
        dict(message["yearless"]),
    )
