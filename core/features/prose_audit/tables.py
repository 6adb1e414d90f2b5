"""Checks the tables of a bulletin: sums of rows and columns, changes beside their counts, shares of a total."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.audit.claim import ClaimKind
from core.audit.finding import AuditVerdict
from core.features.prose_audit import cues
from core.features.prose_audit.claims import Checker
from core.features.prose_audit.figures import Figure, figures
from core.features.prose_audit.plain_text import plain
from core.features.prose_audit.types import PrintedCount, ProseFinding, TableBlock

TOTALS = ("合计", "小计", "总计", "总数", "总和")
MOST_LISTED = 8  # parts of a sum that are named one by one
_NOW = ("本期", "本周", "本月", "本季度", "本年", "当期", "当月", "当周", "当日", "今年")
_CHANGES = ("对齐", "环比", "同比", "增减", "升降", "±")
_SHARES = ("占比", "比重", "占")


class Cell(NamedTuple):
    """A cell with one figure: the figure, and whether it is of the amounts per day."""

    figure: Figure
    is_daily: bool


def cell_of(text: str) -> Cell | None:
    """Read a cell; None where it holds no single figure."""
    read = list(figures(plain(text.strip())))
    if len(read) != 1:
        return None
    lead = re.sub(r"日均|[ +-]", "", read[0].lead)
    return Cell(read[0], "日均" in text) if not lead else None


def check_table(checker: Checker, table: TableBlock) -> tuple[list[ProseFinding], list[PrintedCount]]:
    """Return the findings on a table, and the figures that it prints by name."""
    if len(table.rows) < 2:
        return [], []
    headers, *rows = table.rows
    rows = [row for row in rows if len(row) == len(headers)]
    reader = _TableReader(checker, table, headers, [[cell_of(text) for text in row] for row in rows])
    reader.names = [row[0].strip() for row in rows]
    for place in range(len(rows)):
        reader.check_changes(place)
        reader.check_row_sum(place)
    reader.check_columns()
    return reader.findings, reader.printed


class _TableReader:
    """One table: its headers, its rows by name, its cells as figures."""

    def __init__(
        self, checker: Checker, table: TableBlock, headers: tuple[str, ...], cells: list[list[Cell | None]]
    ) -> None:
        self._checker, self._table, self._headers, self._cells = checker, table, headers, cells
        self.names: list[str] = []
        self.findings: list[ProseFinding] = []
        self.printed: list[PrintedCount] = []

    def _at(self, place: int) -> Checker:
        return self._checker.at(f"{self._table.place} 第 {place + 2} 行", self.names[place])

    def check_changes(self, place: int) -> None:
        """Check the changes and rates of a row against the counts beside them."""
        now: Figure | None = None
        base: Figure | None = None
        checker = self._at(place)
        for header, cell in zip(self._headers[1:], self._cells[place][1:], strict=True):
            if cell is None:
                continue
            figure = cell.figure
            if figure.counts is not None:
                self.findings.append(checker.check(ClaimKind.RATE, self.names[place], figure, figure.counts))
            if any(word in header for word in _CHANGES):
                self._check_change(checker, place, header, cell, now, base)
            elif cues.base_of(header):
                base = figure
                self._print(checker, place, figure, cues.base_of(header))
            elif header.strip().startswith(_NOW):
                now = figure
                self._print(checker, place, figure, "")

    def _print(self, checker: Checker, place: int, figure: Figure, base: str) -> None:
        title = self._table.title.removeprefix("各所")
        is_unit = self._headers[0].strip() in ("单位", "派出所", "所别", "县区", "地区")
        noun, unit = (title, self.names[place]) if is_unit else (self.names[place], "")
        space = " " if figure.is_count else ""
        text = f"{figure.number}{space}{figure.unit}"
        self.printed.append(PrintedCount(checker.place, checker.quote, noun, text, base, unit))

    def _check_change(
        self, checker: Checker, place: int, header: str, cell: Cell, now: Figure | None, base: Figure | None
    ) -> None:
        figure, noun = cell.figure, f"{self.names[place]}{header}"
        sign = {"+": 1, "-": -1}.get(figure.sign, 1 if figure.number.strip("0.") else 0)
        if now is None or base is None:
            return
        if figure.unit == "个百分点":
            if now.counts and base.counts and now.counts[1] and base.counts[1] and figure.relation is not None:
                self.findings.append(checker.points(figure, sign or 1, now.counts, base.counts))
        elif cell.is_daily:
            daily = f"日均 {figure.sign}{figure.number}{figure.unit}"
            reason = f"{noun}：表里没有写两期各多少天"
            self.findings.append(checker.told(daily, AuditVerdict.NOT_CHECKABLE, reason))
        elif figure.unit in ("%", "‰"):
            counts = (now.whole, base.whole) if now.unit == base.unit else (None, None)
            self.findings.append(checker.check(ClaimKind.YOY, noun, figure, counts, sign=sign))
        elif now.whole is not None and base.whole is not None and figure.whole is not None and figure.counts is None:
            self.findings.append(checker.difference(figure, now.whole, base.whole, sign or 1))

    def check_row_sum(self, place: int) -> None:
        """Check a column that is called a total against the columns before it, where all are counts alike."""
        for column, header in enumerate(self._headers):
            if column < 3 or header.strip() not in TOTALS:
                continue
            cells = self._cells[place][1 : column + 1]
            counts = [_count(cell) for cell in cells]
            if all(count is not None for count in counts):
                numbers = [count or 0 for count in counts]
                names = [header.strip() for header in self._headers[1:column]]
                self._check_sum(self._at(place), f"{self.names[place]}{header}", numbers[:-1], numbers[-1], names)

    def check_columns(self) -> None:
        """Check the row that is called a total, at the top or the bottom, against the other rows; and shares of it."""
        for place in (0, len(self.names) - 1):
            if self.names[place].strip("：: ") not in TOTALS or len(self.names) < 3:
                continue
            others = [row for row in range(len(self.names)) if row != place and not self.names[row].startswith("其中")]
            for column, header in enumerate(self._headers[1:], 1):
                self._check_column(place, others, column, header)
            return

    def _check_column(self, place: int, others: list[int], column: int, header: str) -> None:
        total, cells = self._cells[place][column], [self._cells[row][column] for row in others]
        if any(word in header for word in (*_CHANGES, *_SHARES)):
            if any(header.strip().startswith(word) for word in _SHARES):
                self._check_shares(place, others, column)
            return
        counts = [_count(cell) for cell in (*cells, total)]
        if all(count is not None for count in counts):
            numbers = [count or 0 for count in counts]
            names = [self.names[row] for row in others]
            self._check_sum(self._at(place), f"“{header}”列{self.names[place]}", numbers[:-1], numbers[-1], names)

    def _check_shares(self, place: int, others: list[int], column: int) -> None:
        total = self._cells[place][column - 1]
        for row in others:
            share, count = self._cells[row][column], self._cells[row][column - 1]
            if share is None or count is None or total is None or share.figure.unit not in ("%", "‰"):
                continue
            counts = count.figure.whole, total.figure.whole
            noun = f"{self.names[row]}占{self.names[place]}"
            self.findings.append(self._at(row).check(ClaimKind.RATE, noun, share.figure, counts))

    def _check_sum(self, checker: Checker, noun: str, addends: list[int], total: int, names: list[str]) -> None:
        added = sum(addends)
        listed = f"{len(addends)} 项相加"
        if len(addends) <= MOST_LISTED:
            listed = " + ".join(f"{name} {addend:,}" for name, addend in zip(names, addends, strict=True))
        if added == total:
            self.findings.append(checker.told(f"{total:,}", AuditVerdict.HOLDS, f"{noun}：{listed} = {added:,}，相符"))
        else:
            reason = f"{noun}：{listed} = {added:,}，所报 {total:,}，差 {total - added:+,}"
            self.findings.append(checker.told(f"{total:,}", AuditVerdict.CONTRADICTED, reason))


def _count(cell: Cell | None) -> int | None:
    """Return the whole number of a cell that counts things."""
    return None if cell is None or cell.figure.unit in ("%", "‰", "个百分点") else cell.figure.whole
