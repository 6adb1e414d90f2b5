"""Sensitive cells of a table, and the cell that is hidden next for the sake of one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic

from core.disclosure.feasibility_audit import Cell, Table

SortKey = Callable[[Cell], tuple[int, ...]]


@dataclass(frozen=True)
class SensitiveCell(Generic[Cell]):
    """A number that must not be placed: the sum of its terms and of what else is known, `offset`.

    `cell_to_hide` is the cell that is hidden for its sake.
    """

    terms: Mapping[Cell, int]
    cell_to_hide: Cell
    offset: int = 0

    def is_small(self, values: Mapping[Cell, int], least: int) -> bool:
        """Return True if it lies from 1 to least − 1."""
        return 1 <= self.offset + sum(weight * values[cell] for cell, weight in self.terms.items()) < least


def next_partner(
    table: Table[Cell], hidden: set[Cell], sensitive: SensitiveCell[Cell], least: int, sort_key: SortKey[Cell]
) -> Cell:
    """Return the next cell to hide: of the nearest by the relations, the smallest of at least − 1, else the largest.

    Sums are followed before what is only known to be no more than another: those alone place a number exactly. A
    costly cell comes in question only below or above the sensitive one, or when no other is left.
    """
    column_of = {cell: column for row in table.rows for column, cell in enumerate(row)}
    column = column_of.get(sensitive.cell_to_hide)
    cheap = {cell for cell in table.values if column_of.get(cell) == column or not sort_key(cell)[0]}
    for allowed in (cheap, set(table.values)):
        for exact_only in (True, False):
            for reached in _neighbourhoods(table, sensitive, exact_only):
                if candidates := (reached & allowed) - hidden:
                    return min(candidates, key=lambda cell: (*_preference(table.values[cell], least), sort_key(cell)))
    return min(set(table.values) - hidden, key=sort_key)


def _neighbourhoods(table: Table[Cell], sensitive: SensitiveCell[Cell], exact_only: bool) -> Iterator[set[Cell]]:
    """Yield the cells within one relation of the sensitive one, within two, and so on."""
    reached = frontier = set(sensitive.terms)
    while frontier:
        yield reached
        touching = [
            relation.terms
            for relation in table.relations
            if relation.is_exact >= exact_only and not frontier.isdisjoint(relation.terms)
        ]
        frontier = {cell for terms in touching for cell in terms} - reached
        reached = reached | frontier


def _preference(value: int, least: int) -> tuple[bool, int]:
    return (False, value) if value >= least - 1 else (True, -value)
