"""A table that a mapping has put under our headers, with what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from core.intake.mapping.model import NotListed
from core.intake.refusal import Refusal
from core.intake.refused_place import ORIGINAL_PERIOD
from core.intake.table import Row, Table, names_around
from core.intake.text_matching import match_key
from core.store.assumed import Assumption
from core.time.day_spans import DaySpan
from core.time.period_context import context_of
from core.time.reporting_calendar import MONTHS_A_YEAR


class Assumed(NamedTuple):
    """Something that the file does not say of a column of ours: how it was filled in, and with what (Chinese)."""

    field: str
    how: Assumption
    value: str


class ZeroFill(NamedTuple):
    """Say that what a ledger does not list is 0: for which units, which measures, over which days."""

    units: NotListed
    measures: tuple[str, ...]
    days: DaySpan | None


@dataclass(frozen=True, kw_only=True)
class MappedTable(Table):
    """A table under our headers.

    `mapping` is the mapping's name (empty where the headers were ours already), `original` the table as it came, and
    `read` the match keys of those of its headers that are read (None: all). `unmapped` are the rows that the mapping
    itself refused, as far as they could be put under our headers. `places` are our headers → theirs, for messages.
    `receipt` says what was done (Chinese), `assumed` what figures will have to say, `zeros` what is not listed.
    `said` are lines (Chinese) of what the rows rest on besides their own cells, for a file of some of them.
    """

    mapping: str
    original: Table
    read: frozenset[str] | None = None
    unmapped: list[Row] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    receipt: list[str] = field(default_factory=list)
    assumed: list[Assumed] = field(default_factory=list)
    zeros: ZeroFill | None = None
    said: list[str] = field(default_factory=list)


def as_written(table: Table, refusals: Iterable[Refusal]) -> list[Refusal]:
    """Refusals of columns of ours, told of theirs where a mapping put them there."""
    places = table.places if isinstance(table, MappedTable) else {}
    return [refusal._replace(column=places.get(refusal.column, refusal.column)) for refusal in refusals]


def receipt(table: Table) -> list[str]:
    """Return what a mapping did to a table (Chinese); nothing where none did."""
    return table.receipt if isinstance(table, MappedTable) else []


def described(table: Table) -> str:
    """The file, and the mapping by which it was read, for the trail."""
    return f"{table.file}（对照“{table.mapping}”）" if isinstance(table, MappedTable) and table.mapping else table.file


def original_table(table: Table) -> Table:
    """The table as it came."""
    return table.original if isinstance(table, MappedTable) else table


def said_of(table: Table) -> list[str]:
    """Lines of what the rows rest on besides their own cells."""
    if isinstance(table, MappedTable):
        return table.said
    around = context_of(*names_around(table))
    if around.year is None or around == context_of(table.file):
        return []
    month = "" if around.month is None else f"{around.month % MONTHS_A_YEAR + 1}月"
    return [f"{ORIGINAL_PERIOD}{around.year}年{month}"]


def kept_columns(table: Table) -> set[int]:
    """The places of the columns, in the table as it came, whose cells are read and may be written down again."""
    read = table.read if isinstance(table, MappedTable) else None
    headers = original_table(table).headers
    return {place for place, header in enumerate(headers) if read is None or match_key(header) in read}


def unmapped_rows(table: Table) -> list[Row]:
    """The rows that a mapping refused, as far as they are under our headers."""
    return table.unmapped if isinstance(table, MappedTable) else []


def with_zeros(table: Table, days: DaySpan | None) -> MappedTable:
    """A ledger under our own headers of which the steward says that what it does not list is 0."""
    return MappedTable(**contents(table), mapping="", original=table, zeros=ZeroFill(NotListed(), (), days))


def contents(table: Table, **changes: Any) -> dict[str, Any]:
    """All that a table holds, by name, with these changes."""
    return {own.name: getattr(table, own.name) for own in fields(Table)} | changes
