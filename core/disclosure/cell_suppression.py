"""Chooses the numbers of a table to hide so that no small one can be worked out from the rest (小数隐藏).

Primary suppression hides what is too small itself. Secondary suppression then hides one number more at a time, while a
solver can still place any of those more narrowly than allowed; at the end, what turns out not to be needed is shown
again. All in a fixed order, so the answer is always the same. Most tables need no solver (plain_suppression.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic

from core.disclosure.feasibility_audit import Cell, FeasibilityAudit, Table
from core.disclosure.plain_suppression import suppress_plainly
from core.disclosure.sensitive_cells import SensitiveCell, SortKey, next_partner
from core.disclosure.widest_ranges import WidestRanges


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
    plain_answer = suppress_plainly(table, small, primary, least, sort_key)
    if plain_answer is not None:
        return plain_answer
    audit, widest = FeasibilityAudit(table), WidestRanges(table)
    requirements = [_Requirement(cell.terms, widest.range_width(cell.terms, least - 1)) for cell in small]
    audit.hide(primary)
    secondary: list[Cell] = []
    for cell, requirement in zip(small, requirements, strict=True):
        while not audit.can_span(requirement.terms, requirement.width):
            partner = next_partner(table, {*primary, *secondary}, cell, least, sort_key)
            secondary.append(partner)
            audit.hide([partner])
    spared = _spared(audit, sorted(secondary, key=sort_key, reverse=True), requirements)
    return frozenset({*primary, *secondary} - spared)


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
