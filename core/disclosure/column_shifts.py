"""Proves most hidden numbers safe without a solver: what one gains, hidden ones beside it in the same sum can lose.

Only proofs are found: a number that no shift proves safe may be safe all the same, and the solver has to be asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Generic

from core.disclosure.feasibility_audit import Cell, Relation, Table


class ColumnShifts(Generic[Cell]):
    """Shifts of amounts among the hidden cells of a sum, as far as all that is known of them allows."""

    def __init__(self, table: Table[Cell], hidden: Collection[Cell]) -> None:
        self._values = table.values
        self._sums: dict[Cell, list[Relation[Cell]]] = defaultdict(list)
        self._limits: dict[Cell, list[Relation[Cell]]] = defaultdict(list)
        for relation in table.relations:
            relations_of = self._sums if relation.is_exact else self._limits
            for cell in relation.terms:
                if cell in hidden:
                    relations_of[cell].append(relation)

    def prove_span(self, terms: Mapping[Cell, int], width: float) -> bool:
        """Return True if shifts to and from one of the terms, no other of them, prove that their sum can span it."""
        return any(abs(weight) * self._range_width(cell, terms) >= width for cell, weight in terms.items())

    def _range_width(self, cell: Cell, terms: Collection[Cell]) -> int:
        """Return a width that one of the terms can span by shifts alone; perhaps it can span more."""
        partners = self._partners(cell, terms)
        if not partners:
            return 0
        return sum(
            min(self._room(cell, sign), sum(self._room(partner, -sign) for partner in partners)) for sign in (1, -1)
        )

    def _partners(self, cell: Cell, terms: Collection[Cell]) -> list[Cell]:
        """Return the hidden cells of a cell's sum that no other relation ties to it, or to each other; no terms."""
        if not self._is_addend(cell):
            return []
        partners = []
        tied = {id(limit) for limit in self._limits[cell]}
        for partner in self._sums[cell][0].terms:
            limits = {id(limit) for limit in self._limits.get(partner, ())}
            if partner not in terms and self._is_addend(partner) and tied.isdisjoint(limits):
                tied |= limits
                partners.append(partner)
        return partners

    def _is_addend(self, cell: Cell) -> bool:
        """Return True if all that is exactly known of a hidden cell is the sum of it and of others."""
        sums = self._sums.get(cell, ())
        return len(sums) == 1 and all(weight == 1 for weight in sums[0].terms.values())

    def _room(self, cell: Cell, sign: int) -> int:
        """Return how far a cell can rise, or fall, before a limit is broken; no further than its sum, or 0."""
        room = self._values[cell] if sign < 0 else self._sums[cell][0].total - self._values[cell]
        for limit in self._limits[cell]:
            weight = limit.terms[cell] * sign
            if weight > 0:
                spare = limit.total - sum(self._values[other] * factor for other, factor in limit.terms.items())
                room = min(room, spare // weight)
        return room
