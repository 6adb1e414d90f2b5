"""Rows of records read in batches, column by column: what comes again and again is looked up instead of parsed.

A cell that is not plain, a word that has not come before, a time that breaks a rule: the whole row goes the long way,
through the parsers and rules of `cell_parsers` and `row_rules`, which alone say what is wrong with a row. So nothing is
refused here, and what is accepted here has the values that they would give it (a property test says so).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from core.intake.fields import Field
from core.intake.grid import BrokenCell, Row
from core.intake.refusal import CellError
from core.intake.row_rules import RecordRules
from core.intake.sheet import ImportSheet, Parser, Values
from core.intake.time_parsing import parse_time

Record = tuple[Any, ...]
ColumnReader = Callable[[Sequence[str]], list[Any]]

UNKNOWN = object()
_MOST_KNOWN = 200_000  # texts of a column that are kept with their value
_LENGTH_OF_IDENTITY = 18  # of a citizen's number, for which the parser looks
_BREAKS = {"<=": operator.gt, "<": operator.ge}
_SOME_DAY = "2000-01-01"
_SECONDS = {"": 0} | {f":{number:02}": number for number in range(60)}
_NEVER = 10**15  # seconds; with whatever is added


class BatchReader:
    """Reads the rows of a sheet of records; it learns words from the rows that went the long way."""

    def __init__(self, sheet: ImportSheet, parsers: Mapping[str, Parser], rules: RecordRules, now: int) -> None:
        names = list(rules.fact.columns)
        self._words: dict[str, _Words] = {}
        self._positions = [sheet.position(name) for name in names]
        self._readers = [self._reader(sheet.fields[name], parsers[name], now) for name in names]
        compared = [(first, "<=", last) for first, last in rules.ordered] + rules.fact.checks
        self._rules = [(_BREAKS[sign], names.index(left), names.index(right)) for left, sign, right in compared]
        self._is_text = bool(sheet.table.encoding)

    def read(self, rows: Sequence[Row]) -> list[Record | None]:
        """The records of rows, each behind the number of its row; None for those that have to go the long way.

        Their values are in the order of their kind's columns.
        """
        by_column = list(zip(*(row.cells for row in rows), strict=True))
        columns: list[Sequence[Any]] = []
        unusual = set(self._broken(rows))
        for position, read in zip(self._positions, self._readers, strict=True):
            values = [None] * len(rows) if position is None else read(by_column[position])
            if UNKNOWN in values:
                unusual.update(place for place, value in enumerate(values) if value is UNKNOWN)
                values = [None if value is UNKNOWN else value for value in values]
            columns.append(values)
        for breaks_rule, first, last in self._rules:
            pairs = enumerate(zip(columns[first], columns[last], strict=True))
            unusual.update(place for place, (a, b) in pairs if a is not None and b is not None and breaks_rule(a, b))
        records: list[Record | None] = list(zip([row.number for row in rows], *columns, strict=True))
        for place in unusual:
            records[place] = None
        return records

    def _broken(self, rows: Sequence[Row]) -> Iterator[int]:
        """Yield the places of rows with a cell whose value cannot be known; only workbooks have such cells."""
        if not self._is_text:
            yield from (place for place, row in enumerate(rows) if BrokenCell in map(type, row.cells))

    def learn(self, sheet: ImportSheet, row: Row, values: Values) -> None:
        """Keep the words of a row that was accepted the long way."""
        for name, words in self._words.items():
            words.keep(sheet.cell_text(row, name), values[name])

    def _reader(self, field: Field, parse: Parser, now: int) -> ColumnReader:
        if field.type == "time":
            return _Times(field, now).read
        if field.type in ("id", "ref"):
            return _Numbers(field, parse).read
        if field.type == "count":
            return _Counts(field, parse).read
        words = self._words[field.name] = _Words(field)
        return words.read


class _Words:
    """A column of few values and many cells: units, officers, choices, flags, days."""

    def __init__(self, field: Field) -> None:
        self._known: dict[str, Any] = {} if field.required else {"": None}

    def read(self, cells: Sequence[str]) -> list[Any]:
        """The values of those that have come before."""
        value_of = self._known.get
        return [value_of(cell, UNKNOWN) for cell in cells]

    def keep(self, cell: str, value: object) -> None:
        """Keep the value of a cell."""
        if len(self._known) < _MOST_KNOWN and not isinstance(cell, BrokenCell):
            self._known[cell] = value


class _Counts(_Words):
    """A column of counts; plain digits are parsed at once."""

    def __init__(self, field: Field, parse: Parser) -> None:
        super().__init__(field)
        self._parse = parse

    def read(self, cells: Sequence[str]) -> list[Any]:
        """The values of plain digits, and of what has come before."""
        values = super().read(cells)
        if UNKNOWN in values:
            for place, value in enumerate(values):
                if value is UNKNOWN and cells[place].isdigit() and cells[place].isascii():
                    values[place] = _parsed(self._parse, cells[place])
                    if values[place] is not UNKNOWN:
                        self.keep(cells[place], values[place])
        return values


class _Numbers:
    """A column of numbers of records, each of which comes once."""

    def __init__(self, field: Field, parse: Parser) -> None:
        self._parse, self._longest = parse, field.longest
        self._blank = UNKNOWN if field.required else None

    def read(self, cells: Sequence[str]) -> list[Any]:
        """The numbers."""
        return [
            (cell if len(cell) <= self._longest and len(cell) != _LENGTH_OF_IDENTITY else _parsed(self._parse, cell))
            if cell.isalnum() and cell.isascii()
            else (_parsed(self._parse, cell) if cell else self._blank)
            for cell in cells
        ]


class _Times:
    """A column of times: the day, the minute and the second are looked up apart."""

    def __init__(self, field: Field, now: int) -> None:
        self._now = now
        self._blank = UNKNOWN if field.required else None
        self._days, self._minutes = _Days(), _Minutes()

    def read(self, cells: Sequence[str]) -> list[Any]:
        """The seconds of those with a clock that are past."""
        days, minutes, seconds, now = self._days, self._minutes, _SECONDS.get, self._now
        moments = [
            days[cell[:10]] + minutes[cell[10:16]] + seconds(cell[16:], _NEVER) if cell else None for cell in cells
        ]
        return [
            self._blank if moment is None else moment if moment <= now else self._one(cell)
            for moment, cell in zip(moments, cells, strict=True)
        ]

    def _one(self, cell: str) -> Any:  # the seconds, or UNKNOWN
        """Read a time whose day is not written in ten signs, such as 2026/1/2 8:30."""
        day, _, clock = cell.partition(" ")
        moment = self._days[day] + self._minutes[f" {clock}"]
        return moment if moment <= self._now else UNKNOWN


class _Days(dict[str, int]):
    """First seconds of days by their text."""

    def __missing__(self, text: str) -> int:
        """Return the first second of a date, or never."""
        try:
            seconds, is_date_only = parse_time(text)
        except CellError:
            return _NEVER
        return _kept(self, text, seconds) if is_date_only else _NEVER


class _Minutes(dict[str, int]):
    """Seconds since midnight by the text of a clock with what stands before it."""

    def __missing__(self, text: str) -> int:
        """Return the seconds of a clock, or never."""
        try:
            seconds, is_date_only = parse_time(_SOME_DAY + text)
        except CellError:
            return _NEVER
        return _NEVER if is_date_only else _kept(self, text, seconds - parse_time(_SOME_DAY).seconds)


def _kept(values: dict[str, int], text: str, value: int) -> int:
    if len(values) < _MOST_KNOWN:
        values[text] = value
    return value


def _parsed(parse: Parser, cell: str) -> Any:  # the value's type is the column's
    try:
        return parse(cell)
    except CellError:
        return UNKNOWN
