"""Chooses the numbers to hide where every step of the search is plain without a solver, as it mostly is.

A shift within a column proves that a number can lie as widely as it must; quick bounds prove that it cannot, and that
a number which was hidden beside it is needed. The answer is the one that the solver would have led to.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.disclosure.column_shifts import ColumnShifts
from core.disclosure.feasibility_audit import Cell, HiddenBounds, Table
from core.disclosure.sensitive_cells import SensitiveCell, SortKey, next_partner
from core.disclosure.widest_ranges import WidestRanges


def suppress_plainly(
    table: Table[Cell], small: Sequence[SensitiveCell[Cell]], primary: set[Cell], least: int, sort_key: SortKey[Cell]
) -> frozenset[Cell] | None:
    """Return the cells to hide for the sake of small ones, `primary` among them; None where a step is not plain."""
    shifts = ColumnShifts(table, primary)
    if all(shifts.prove_span(cell.terms, least - 1) for cell in small):
        return frozenset(primary)
    widths = _required_widths(table, small, least)
    if widths is None:
        return None
    hidden, secondary, bounds = set(primary), [], HiddenBounds(table)
    bounds.hide(hidden)
    for cell, width in zip(small, widths, strict=True):
        while not shifts.prove_span(cell.terms, width):
            if bounds.max_width(cell.terms) >= width:
                return None
            partner = next_partner(table, hidden, cell, least, sort_key)
            secondary.append(partner)
            hidden.add(partner)
            bounds.hide([partner])
            shifts = ColumnShifts(table, hidden)
    for partner in secondary:
        bounds.show(partner)
        if all(bounds.max_width(cell.terms) >= width for cell, width in zip(small, widths, strict=True)):
            return None  # it may not be needed after all
        bounds.hide([partner])
    return frozenset(hidden)


def _required_widths(table: Table[Cell], small: Sequence[SensitiveCell[Cell]], least: int) -> list[float] | None:
    """Return how widely each small cell must be able to lie: as where all is hidden. None where that is not plain."""
    shifts, widest = ColumnShifts(table, table.values), WidestRanges(table)
    widths = [min(least - 1, widest.max_width(cell.terms)) for cell in small]
    are_reached = (shifts.prove_span(cell.terms, width) for cell, width in zip(small, widths, strict=True))
    return widths if all(are_reached) else None
