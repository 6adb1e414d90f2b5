"""Rules between the cells of one record, and between the rows of one file."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from core.catalogue.facts import FactKind
from core.catalogue.model import Catalogue
from core.intake.import_plan import ImportPlan
from core.intake.refusal import CellError
from core.intake.sheet import CheckedRow, ImportSheet, Values
from core.intake.table import Row
from core.intake.time_parsing import ParsedTime
from core.time.days import SECONDS_PER_DAY, day_of_time, to_time

BrokenCell = tuple[str, CellError]  # the column, and what is wrong with it


def clock_columns(catalogue: Catalogue, kind: str) -> set[str]:
    """The times whose hour is counted, so that a bare date would say midnight and mislead."""
    measures = catalogue.measures_of_fact(kind).values()
    return {measure.date for measure in measures if measure.profile and measure.date}


def fine_lags(catalogue: Catalogue, kind: str) -> set[str]:
    """The lags that a measure tests to within a day: ten minutes cannot be told from two bare dates."""
    lags = catalogue.facts[kind].lags
    return {
        column
        for measure in catalogue.measures_of_fact(kind).values()
        for column, test in measure.conditions().items()
        for limit in (test.le, test.ge)
        if column in lags and limit is not None and limit <= SECONDS_PER_DAY
    }


class RecordRules:
    """The rules of one kind of record."""

    def __init__(self, catalogue: Catalogue, kind: str) -> None:
        self.fact: FactKind = catalogue.facts[kind]
        self.needs_clock = clock_columns(catalogue, kind)
        self.fine_lags = fine_lags(catalogue, kind)
        self.times = [name for name, column in self.fact.columns.items() if column.type == "time"]
        pairs = [(self.fact.date_column, name) for name in self.times if name != self.fact.date_column]
        self.ordered = list(dict.fromkeys([*pairs, *self.fact.lags.values()]))  # of two times, the first comes first

    def broken_cells(self, values: Values) -> list[BrokenCell]:
        """Return what is wrong with a row. Times become seconds; a bare date is midnight, or not before the record."""
        broken = [*self._bare(values), *self._order(values), *self._counts(values)]
        start: ParsedTime = values[self.fact.date_column]
        for name in self.times:
            moment: ParsedTime | None = values[name]
            if moment is not None:
                raised = moment.is_date_only and day_of_time(moment.seconds) == day_of_time(start.seconds)
                values[name] = max(moment.seconds, start.seconds) if raised else moment.seconds
        return broken

    def _bare(self, values: Values) -> Iterator[BrokenCell]:
        for name in self.times:
            if name in self.needs_clock and values[name] is not None and values[name].is_date_only:
                yield name, CellError("只有日期，没有钟点：这一列要按小时统计", "写到分，如 2026-11-22 08:30")
        for lag in self.fact.lags:
            first, last = (values[name] for name in self.fact.lags[lag])
            if (
                lag in self.fine_lags
                and first is not None
                and last is not None
                and (first.is_date_only or last.is_date_only)
            ):
                name = self.fact.lags[lag][1 if last.is_date_only else 0]
                rule = "只有日期，没有钟点：用时要按分钟或小时统计"
                yield name, CellError(rule, "起止两个时间都写到分，如 2026-11-22 08:30")

    def _order(self, values: Values) -> Iterator[BrokenCell]:
        for earlier, later in self.ordered:
            first, last = values[earlier], values[later]
            if first is not None and last is not None and _before(last, first):
                zh = self.fact.columns[earlier].zh
                mend = f"核对两个时间；{zh}为 {to_time(first.seconds):%Y-%m-%d %H:%M:%S}"
                yield later, CellError(f"早于{zh}", mend)

    def _counts(self, values: Values) -> Iterator[BrokenCell]:
        for left, sign, right in self.fact.checks:
            small, large = values[left], values[right]
            if small is not None and large is not None and (small > large or (sign == "<" and small == large)):
                rule_text = "不大于" if sign == "<=" else "小于"
                rule = f"应{rule_text}“{self.fact.columns[right].zh}”"
                yield left, CellError(rule, f"核对这两列；另一列为 {large}")


def _before(last: ParsedTime, first: ParsedTime) -> bool:
    if last.is_date_only or first.is_date_only:
        return day_of_time(last.seconds) < day_of_time(first.seconds)
    return last.seconds < first.seconds


def distinct_rows(
    sheet: ImportSheet, checked_rows: Iterable[CheckedRow], column: str, key: Callable[[Values], Hashable]
) -> Iterator[tuple[CheckedRow, int]]:
    """Each row once, with how many further copies it had. Rows of the same key that differ are all refused."""
    groups: dict[Hashable, list[CheckedRow]] = {}
    for checked in checked_rows:
        groups.setdefault(key(checked.values), []).append(checked)
    for copies in groups.values():
        if all(copy.values == copies[0].values for copy in copies):
            yield copies[0], len(copies) - 1
            continue
        refuse_different(sheet, column, (copy.row for copy in copies))


def warn_of_copies(plan: ImportPlan, distinct: Iterable[tuple[CheckedRow, int]]) -> None:
    """Counts rows that stand in the file more than once, all the same, and says so: each counts once."""
    copied = [(checked, copies) for checked, copies in distinct if copies]
    if copied:
        count_copies(plan, sum(copies for _, copies in copied), (copied[0][0].row.number, copied[0][1]))


def count_copies(plan: ImportPlan, extra: int, first: tuple[int, int]) -> None:
    """Counts further copies of rows; `first` is the number of the first such row, and how many copies it has."""
    plan.unchanged += extra
    number, copies = first
    plan.warnings.append(f"文件里有 {extra} 行与另一行完全相同（如第 {number} 行另有 {copies} 份），各只算一次")


def refuse_different(sheet: ImportSheet, column: str, copies: Iterable[Row]) -> None:
    """Refuses rows of one key that differ."""
    rows = list(copies)
    numbers = "、".join(str(row.number) for row in rows)
    for row in rows:
        sheet.refuse(row, column, f"文件内重复而内容不同（第 {numbers} 行）", "只留正确的一行")


def refuse_broken(sheet: ImportSheet, checked_row: CheckedRow, broken_cells: Iterable[BrokenCell]) -> bool:
    """Refuses a row for everything found wrong with it; says whether anything was."""
    any_broken = False
    for name, error in broken_cells:
        sheet.refuse(checked_row.row, name, error.rule, error.mend)
        any_broken = True
    return any_broken


def as_tuple(fact: FactKind, values: Values) -> tuple[Any, ...]:
    """A record in the order of its kind's columns."""
    return tuple(values[name] for name in fact.columns)
