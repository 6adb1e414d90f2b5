"""Wide tables of a ledger: each figure of a row becomes a row of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.intake.counts import is_missing_mark
from core.intake.grid import BrokenCell
from core.intake.mapping.cells import multiplied
from core.intake.mapping.file_period import FilePeriod
from core.intake.mapping.header_periods import refuse_contradicted
from core.intake.mapping.model import TableMapping
from core.intake.mapping.row_mapper import RowMapper
from core.intake.refusal import CellError, Refusal
from core.intake.table import Row

Texts = list[str]
SAID = ("period", "measure", "value")  # what a column of a wide table says


class Figure(NamedTuple):
    """A cell of a wide table as a row of ours, and its header by what the cell says."""

    texts: Texts
    headers: dict[str, str]


class Unpivoter:
    """Turns rows of a wide table into rows of a ledger, in the order of `columns`.

    `blanks` counts the cells without a figure.
    """

    def __init__(self, mapping: TableMapping, mapper: RowMapper, period: FilePeriod) -> None:
        self._mapper = mapper
        self._columns = mapping.wide
        self.columns = [*mapper.columns, *(name for name in SAID if name not in mapper.columns)]
        general = mapping.constants.get("period", "")  # of columns that say none of their own
        refuse_contradicted(period, {header: column.period or general for header, column in mapping.wide.items()})
        self._periods = period.fill_all({header: column.period for header, column in mapping.wide.items()})
        self.blanks = 0

    def rows(self, row: Row, texts: Texts) -> Iterator[Figure | Refusal]:
        """The rows of ours that one of theirs says, or the refusals of its cells."""
        for header, column in self._columns.items():
            figure = self._mapper.theirs(header, row.cells)
            if isinstance(figure, BrokenCell):
                yield Refusal(row.number, header, figure, figure.fault.rule, figure.fault.mend)
                continue
            if not figure or is_missing_mark(figure):
                self.blanks += 1
                continue
            try:
                value = figure if column.factor == 1 else multiplied(figure, column.factor)
            except CellError as error:
                yield Refusal(row.number, header, figure, error.rule, error.mend)
                continue
            said = {"measure": column.measure, "period": self._periods[header], "value": value}
            ours = [*texts, *([""] * (len(self.columns) - len(texts)))]
            for name, text in said.items():
                if text:
                    ours[self.columns.index(name)] = text
            yield Figure(ours, {name: header for name, text in said.items() if text})
