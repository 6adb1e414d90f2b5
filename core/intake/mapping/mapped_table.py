"""A table that a mapping has put under our headers, with what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from core.intake.mapping.model import NotListed
from core.intake.refusal import Refusal
from core.intake.table import Table
from core.store.assumed import Assumption
from core.time.day_spans import DaySpan


class Assumed(NamedTuple):
    """Something that the file does not say of a column of ours: how it was filled in, and with what (Chinese)."""

    field: str
    how: Assumption
    value: str


class ZeroFill(NamedTuple):
    """What a ledger does not list is 0: for which units, which measures, over which days."""

    units: NotListed
    measures: tuple[str, ...]
    days: DaySpan | None


@dataclass(frozen=True, kw_only=True)
class MappedTable(Table):
    """A table under our headers.

    `mapping` is the mapping's name (empty where the headers were ours already), `original` the table as it came,
    `places` our headers → theirs, for messages. `receipt` says what was done (Chinese), `assumed` what
    figures will have to say, `zeros` what is not listed.
    """

    mapping: str
    original: Table
    places: dict[str, str] = field(default_factory=dict)
    receipt: list[str] = field(default_factory=list)
    assumed: list[Assumed] = field(default_factory=list)
    zeros: ZeroFill | None = None


def as_written(table: Table, refusals: Iterable[Refusal]) -> list[Refusal]:
    """Refusals of columns of ours, told of theirs where a mapping put them there."""
    places = table.places if isinstance(table, MappedTable) else {}
    return [refusal._replace(column=places.get(refusal.column, refusal.column)) for refusal in refusals]


def receipt(table: Table) -> list[str]:
    """What a mapping did to a table (Chinese); nothing where none did."""
    return table.receipt if isinstance(table, MappedTable) else []


def described(table: Table) -> str:
    """The file, and the mapping by which it was read, for the trail."""
    return f"{table.file}（对照“{table.mapping}”）" if isinstance(table, MappedTable) and table.mapping else table.file


def with_zeros(table: Table, days: DaySpan | None) -> MappedTable:
    """A ledger under our own headers of which the steward says that what it does not list is 0."""
    return MappedTable(
        table.file,
        table.headers,
        table.rows,
        table.encoding,
        table.delimiter,
        table.refused,
        mapping="",
        original=table,
        zeros=ZeroFill(NotListed(), (), days),
    )
