"""One row of theirs → the texts of a row of ours, column by column, with what had to be filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from core.intake.mapping.cells import CodeTable, cell_translators
from core.intake.mapping.file_period import FilePeriod
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames
from core.intake.mapping.statuses import StatusReader
from core.intake.refusal import CellError, Refusal
from core.intake.table import Row
from core.intake.text_matching import match_key
from core.store.units import UnitTree

Cells = list[str]


class Surroundings(NamedTuple):
    """What rows are mapped against: the bureau's units, the period of the file, its last day as a text."""

    tree: UnitTree
    period: FilePeriod
    last_day: str


class RowMapper:
    """Fills the columns of ours, in their order, from rows of theirs.

    `defaulted` counts the blank cells that a default filled, `decided` the words that a decision for the rest placed,
    by column; the `statuses` count the rows that were done and had no date.
    """

    def __init__(
        self, mapping: TableMapping, names: KindNames, positions: Mapping[str, int], around: Surroundings
    ) -> None:
        self._mapping, self._names, self._positions = mapping, names, positions
        self.last_day = around.last_day
        self._translators = cell_translators(mapping, names, around.tree)
        self._tables = {name: CodeTable(mapping, names, name) for name in mapping.rest}
        self.statuses = {f: StatusReader(s, names.label(f), around.last_day) for f, s in mapping.status.items()}
        self.defaulted: Counter[str] = Counter()
        self.decided: dict[str, Counter[str]] = {name: Counter() for name in mapping.rest}
        self.constants = {name: self._our_text(name, around.period.fill(v)) for name, v in mapping.constants.items()}
        self.columns = [name for name in names.fields if name in mapping.provided()]

    def texts(self, row: Row) -> dict[str, str] | Refusal:
        """The texts of a row of ours by column, or the refusal of the first cell that the mapping does not say."""
        texts: dict[str, str] = {}
        for name in self.columns:
            try:
                texts[name] = self._text(name, row.cells)
            except CellError as error:
                return self._refusal(row, name, error)
        return texts

    def theirs(self, header: str, cells: Cells) -> str:
        """A cell of theirs."""
        return cells[self._positions[match_key(header)]]

    def default_text(self, name: str) -> str:
        """The word that a default puts into a blank cell."""
        return self._our_text(name, self._mapping.defaults[name])

    def rest_text(self, name: str) -> str:
        """The label of the choice decided on for words that are not listed."""
        return self._our_text(name, self._mapping.rest[name])

    def _text(self, name: str, cells: Cells) -> str:
        if name in self.constants:
            return self.constants[name]
        written = self._written(name, cells) if name in self._mapping.columns else ""
        status = self._mapping.status.get(name)
        return self.statuses[name].date(self.theirs(status.column, cells), written) if status else written

    def _written(self, name: str, cells: Cells) -> str:
        text = self.theirs(self._mapping.columns[name], cells)
        if not text:
            if name not in self._mapping.defaults:
                return ""
            self.defaulted[name] += 1
            return self.default_text(name)
        translate = self._translators.get(name)
        result = translate(text) if translate else text
        if name in self._tables and not self._tables[name].is_placed(text):
            self.decided[name][text] += 1
        return result

    def _our_text(self, name: str, value: str) -> str:
        return self._names.text(name, value) if self._names.choices(name) else value

    def _refusal(self, row: Row, name: str, error: CellError) -> Refusal:
        status = self._mapping.status.get(name)
        header = status.column if status else self._mapping.columns[name]
        return Refusal(row.number, header, self.theirs(header, row.cells), error.rule, error.mend)
