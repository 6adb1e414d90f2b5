"""Which numbers of a table to hide so that none that is too small can be worked out from the rest (小数隐藏).

First what is too small itself, then, while a solver can still place any of it more narrowly than allowed, one number
more at a time; at the end, what turns out not to be needed is shown again. All in a fixed order, so the answer is
always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic

from core.disclosure.feasibility_audit import Cell, FeasibilityAudit, Table


@dataclass(frozen=True)
class SensitiveCell(Generic[Cell]):
    """A number that must not be placed: the sum of its terms, and which cell is hidden for its sake."""

    terms: Mapping[Cell, int]
    cell_to_hide: Cell


def is_too_small(values: Mapping[Cell, int], terms: Mapping[Cell, int], least: int) -> bool:
    """Whether the sum of the terms lies from 1 to least − 1."""
    return 1 <= sum(weight * values[cell] for cell, weight in terms.items()) < least


def suppress_cells(
    table: Table[Cell], watched: Iterable[SensitiveCell[Cell]], least: int, order: Callable[[Cell], tuple[int, ...]]
) -> frozenset[Cell]:
    """The cells to hide. Each watched number below `least` can then lie anywhere in a range of least − 1 or more.

    Where even hiding every cell leaves a narrower range (a whole of 2 has no larger parts), its range is that one:
    it tells no more than the whole itself. `order` makes the choice the same every time; its first item says
    whether a cell is dear: those are spared where others will do.
    """
    small = [one for one in watched if is_too_small(table.values, one.terms, least)]
    if not small:
        return frozenset()
    attack, blind = FeasibilityAudit(table), FeasibilityAudit(table)
    blind.hide(table.values)
    needed = [(one, blind.range_width(one.terms, least - 1)) for one in small]
    first = {one.cell_to_hide for one in small}
    attack.hide(first)
    more: list[Cell] = []
    for one, wanted in needed:
        while not attack.can_span(one.terms, wanted):
            partner = _partner(table, {*first, *more}, one, least, order)
            more.append(partner)
            attack.hide([partner])
    spared = _spared(attack, sorted(more, key=order, reverse=True), needed)
    return frozenset({*first, *more} - spared)


def _spared(
    attack: FeasibilityAudit[Cell], more: list[Cell], needed: list[tuple[SensitiveCell[Cell], int]]
) -> set[Cell]:
    """Of the cells hidden for others' sake those that plainly need not be, the dearest tried first."""
    spared = set()
    for cell in more:
        attack.show(cell)
        if all(attack.is_proven(one.terms, wanted) for one, wanted in needed):
            spared.add(cell)
        else:
            attack.hide([cell])
    return spared


def _partner(
    table: Table[Cell],
    hidden: set[Cell],
    watched: SensitiveCell[Cell],
    least: int,
    order: Callable[[Cell], tuple[int, ...]],
) -> Cell:
    """The next cell to hide: of the nearest by the relations, the smallest of at least − 1, else the largest.

    Sums are followed before what is only known to be no more than another: those alone place a number exactly. A
    dear cell comes in question only below or above the watched one, or when no other is left.
    """
    place = {cell: index for row in table.rows for index, cell in enumerate(row)}
    column = place.get(watched.cell_to_hide)
    cheap = {cell for cell in table.values if place.get(cell) == column or not order(cell)[0]}
    for allowed in (cheap, set(table.values)):
        for exact in (True, False):
            for reached in _layers(table, watched, exact):
                if open_ := (reached & allowed) - hidden:
                    return min(open_, key=lambda cell: (*_rank(table.values[cell], least), order(cell)))
    return min(set(table.values) - hidden, key=order)


def _layers(table: Table[Cell], watched: SensitiveCell[Cell], exact: bool) -> Iterator[set[Cell]]:
    """The cells within one relation of the watched, within two, and so on."""
    reached = near = set(watched.terms)
    while near:
        yield reached
        lines = [one.terms for one in table.relations if one.exact >= exact and not near.isdisjoint(one.terms)]
        near = {cell for terms in lines for cell in terms} - reached
        reached = reached | near


def _rank(value: int, least: int) -> tuple[bool, int]:
    return (False, value) if value >= least - 1 else (True, -value)
