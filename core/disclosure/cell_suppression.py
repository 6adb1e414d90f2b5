"""Chooses the numbers of a table to hide so that no small one can be worked out from the rest (小数隐藏).

Primary suppression hides what is too small itself. Secondary suppression then hides one number more at a time, while a
solver can still place any of those more narrowly than allowed; at the end, what turns out not to be needed is shown
again. All in a fixed order, so the answer is always the same. Where primary suppression plainly is enough, no solver
is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic

from core.disclosure.column_shifts import ColumnShifts
from core.disclosure.feasibility_audit import Cell, FeasibilityAudit, Table
from core.disclosure.widest_ranges import WidestRanges

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


@dataclass(frozen=True)
class _Requirement(Generic[Cell]):
    """A sensitive cell with the width of the range in which it must be able to lie."""

    terms: Mapping[Cell, int]
    width: int


def suppress_cells(
    table: Table[Cell],
    sensitive: Iterable[SensitiveCell[Cell]],
    least: int,
    sort_key: SortKey[Cell],
    hidden: frozenset[Cell] = frozenset(),
) -> frozenset[Cell]:
    """Return the cells to hide: each sensitive number below `least` can then lie in a range of least − 1 or more.

    Where even hiding every cell leaves a narrower range (a total of 2 has no larger addends), its range is that one:
    it tells no more than the total itself. `hidden` cells are hidden for other reasons, whatever they are. `sort_key`
    makes the choice the same every time; its first number says whether a cell is costly to hide: those are spared
    where others will do.
    """
    small = [cell for cell in sensitive if cell.is_small(table.values, least)]
    if not small:
        return hidden
    primary = {*hidden, *(cell.cell_to_hide for cell in small)}
    widest = WidestRanges(table)
    if _are_enough(table, primary, small, least, widest):
        return frozenset(primary)
    audit = FeasibilityAudit(table)
    requirements = [_Requirement(cell.terms, widest.range_width(cell.terms, least - 1)) for cell in small]
    audit.hide(primary)
    secondary: list[Cell] = []
    for cell, requirement in zip(small, requirements, strict=True):
        while not audit.can_span(requirement.terms, requirement.width):
            partner = _partner(table, {*primary, *secondary}, cell, least, sort_key)
            secondary.append(partner)
            audit.hide([partner])
    spared = _spared(audit, sorted(secondary, key=sort_key, reverse=True), requirements)
    return frozenset({*primary, *secondary} - spared)


def _are_enough(
    table: Table[Cell],
    hidden: set[Cell],
    small: list[SensitiveCell[Cell]],
    least: int,
    widest: WidestRanges[Cell],
) -> bool:
    """Return True if it is plain, without a solver, that no more must be hidden for the small cells' sake."""
    shifts = ColumnShifts(table, hidden)
    return all(
        shifts.prove_span(cell.terms, least - 1) or shifts.prove_span(cell.terms, widest.max_width(cell.terms))
        for cell in small
    )


def _spared(audit: FeasibilityAudit[Cell], secondary: list[Cell], requirements: list[_Requirement[Cell]]) -> set[Cell]:
    """Return the cells of secondary suppression that plainly need not be hidden, the costliest tried first."""
    spared = set()
    for cell in secondary:
        audit.show(cell)
        if all(audit.is_proven(requirement.terms, requirement.width) for requirement in requirements):
            spared.add(cell)
        else:
            audit.hide([cell])
    return spared


def _partner(
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
