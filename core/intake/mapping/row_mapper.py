"""One row of theirs → the texts of a row of ours, column by column, with what had to be filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import NamedTuple

from core.intake.grid import BrokenCell
from core.intake.mapping.cells import CodeTable, Translate, cell_translators
from core.intake.mapping.file_period import FilePeriod
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames
from core.intake.mapping.statuses import StatusReader
from core.intake.refusal import CellError, Refusal
from core.intake.table import Row
from core.intake.text_matching import match_key
from core.store.units import UnitTree

Cells = list[str]
Reader = Callable[[Cells], str]


class Surroundings(NamedTuple):
    """Hold what rows are mapped against: the bureau's units, the period of the file, its last day as a text."""

    tree: UnitTree
    period: FilePeriod
    last_day: str


class RowMapper:
    """Fills the columns of ours, in their order, from rows of theirs.

    `defaulted` counts the blank cells that a default filled, `decided` the words that a decision for the rest placed,
    and `undated` the rows that were done and had no date, by column.
    """

    def __init__(
        self, mapping: TableMapping, names: KindNames, positions: Mapping[str, int], around: Surroundings
    ) -> None:
        self._mapping, self._names = mapping, names
        self._places = {header: positions[match_key(header)] for header in mapping.headers_read()}
        self._decided = sorted({place for header, place in self._places.items() if header not in mapping.wide})
        self.last_day = around.last_day
        self._translators = cell_translators(mapping, names, around.tree)
        self._tables = {name: CodeTable(mapping, names, name) for name in mapping.rest}
        self._statuses = {f: StatusReader(s, names.label(f), around.last_day) for f, s in mapping.status.items()}
        self.defaulted: Counter[str] = Counter()
        self.decided: dict[str, Counter[str]] = {name: Counter() for name in mapping.rest}
        self.undated: Counter[str] = Counter()
        said = {name: value for name, value in mapping.constants.items() if not _is_said_by_columns(mapping, name)}
        self.constants = {name: self._our_text(name, around.period.fill(value)) for name, value in said.items()}
        self.columns = [name for name in names.fields if name in mapping.provided()]
        self._readers = [self._reader(name) for name in self.columns]
        self._is_counting = bool(mapping.defaults or mapping.rest or mapping.status)

    def texts(self, row: Row) -> list[str] | Refusal:
        """The texts of a row of ours, or the refusal of the first cell that the mapping does not say."""
        cells = row.cells
        broken = next((place for place in self._decided if isinstance(cells[place], BrokenCell)), None)
        if broken is not None:
            return self._broken(row, broken)
        try:
            texts = [read(cells) for read in self._readers]
        except CellError:
            return self._refusal(row)
        if self._is_counting:
            self._count(cells)
        return texts

    def readable_texts(self, row: Row) -> list[str]:
        """The texts of a refused row of ours; empty where the mapping does not say one."""
        return [_readable(read, row.cells) for read in self._readers]

    def theirs(self, header: str, cells: Cells) -> str:
        """A cell of theirs."""
        return cells[self._places[header]]

    def default_text(self, name: str) -> str:
        """The word that a default puts into a blank cell."""
        return self._our_text(name, self._mapping.defaults[name])

    def rest_text(self, name: str) -> str:
        """The label of the choice decided on for words that are not listed."""
        return self._our_text(name, self._mapping.rest[name])

    def _reader(self, name: str) -> Reader:
        if name in self.constants:
            constant = self.constants[name]
            return lambda _cells: constant
        written = self._written_reader(name)
        status = self._mapping.status.get(name)
        if status is None:
            return written
        place, date = self._places[status.column], self._statuses[name].date
        return lambda cells: date(cells[place], written(cells))

    def _written_reader(self, name: str) -> Reader:
        """A function that reads what stands in a column, translated, or what a default puts there."""
        header = self._mapping.columns.get(name)
        if header is None:
            return lambda _cells: ""
        place, translate = self._places[header], self._translators.get(name)
        blank = self.default_text(name) if name in self._mapping.defaults else ""
        if translate is None:
            return (lambda cells: cells[place] or blank) if blank else itemgetter(place)
        return _translated(place, translate, blank)

    def _our_text(self, name: str, value: str) -> str:
        return self._names.text(name, value) if self._names.choices(name) else value

    def _count(self, cells: Cells) -> None:
        for name in self._mapping.defaults:
            if not cells[self._places[self._mapping.columns[name]]]:
                self.defaulted[name] += 1
        for name, table in self._tables.items():
            text = cells[self._places[self._mapping.columns[name]]]
            if text and not table.is_placed(text):
                self.decided[name][text] += 1
        for name, status in self._mapping.status.items():
            written = self._written_reader(name)(cells)
            if self._statuses[name].is_undated(cells[self._places[status.column]], written):
                self.undated[name] += 1

    def _broken(self, row: Row, place: int) -> Refusal:
        """The refusal of a cell whose value cannot be known, so that nothing follows from it."""
        cell = row.cells[place]
        assert isinstance(cell, BrokenCell)
        header = next(header for header, own in self._places.items() if own == place)
        return Refusal(row.number, header, cell, cell.fault.rule, cell.fault.mend)

    def _refusal(self, row: Row) -> Refusal:
        for name, read in zip(self.columns, self._readers, strict=True):
            try:
                read(row.cells)
            except CellError as error:
                status = self._mapping.status.get(name)
                header = status.column if status else self._mapping.columns[name]
                return Refusal(row.number, header, self.theirs(header, row.cells), error.rule, error.mend)
        raise AssertionError("a row is refused for one of its cells")


def _is_said_by_columns(mapping: TableMapping, name: str) -> bool:
    """Tell whether every column of a wide table says what is said of all rows, so that nobody needs to know it."""
    return name == "period" and bool(mapping.wide) and all(column.period for column in mapping.wide.values())


def _readable(read: Reader, cells: Cells) -> str:
    try:
        return read(cells)
    except CellError:
        return ""


def _translated(place: int, translate: Translate, blank: str) -> Reader:
    known = {"": blank}

    def read(cells: Cells) -> str:
        text = cells[place]
        ours = known.get(text)
        if ours is None:
            ours = known[text] = translate(text)
        return ours

    return read
