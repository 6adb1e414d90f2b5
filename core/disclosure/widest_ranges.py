"""Finds how widely the numbers of a table can lie where every one of them is hidden: the most that hiding can do.

What the solver would find is mostly plain. A number can lie as wide as its column's total leaves it beside the least
that the other rows must have of it; and where two rows have something of two columns each, some of it can be swapped
without a sum of any row or column telling of it. The solver is asked where that does not settle it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Generic

import numpy as np

from core.disclosure.feasibility_audit import Cell, FeasibilityAudit, Table
from core.metrics.arrays import Floats

_Terms = frozenset[tuple[int, int]]  # cells by index, with their weights


class WidestRanges(FeasibilityAudit[Cell], Generic[Cell]):
    """An audit of a table of which every number is hidden."""

    def __init__(self, table: Table[Cell]) -> None:
        super().__init__(table)
        self._relations = table.relations
        self._is_hidden[:] = True
        self._has_moved = False
        self._left: dict[_Terms, float] = {}

    def range_width(self, terms: Mapping[Cell, int], limit: int) -> int:
        """Return how wide the values lie that the terms' sum can have, but no more than `limit`."""
        weights = self._weights(terms)
        if not self._has_moved:
            self._keep_witnesses(self._transfers(set(range(len(self._true)))))
            self._has_moved = True
        cells = np.flatnonzero(weights)
        if len(cells) == 1 and self._proven_width(weights) < min(limit, self._max_width(weights)):
            self._keep_witnesses(self._swaps(int(cells[0]), limit))
        return super().range_width(terms, limit)

    def _max_width(self, weights: Floats) -> float:
        width = super()._max_width(weights)
        return min(width, self._left_by_totals(weights), self._left_by_totals(-weights))

    @cached_property
    def _place_of(self) -> dict[int, tuple[int, int]]:
        """The row and the column of each cell that stands in one, by index."""
        return {
            cell: (row, column)
            for row, cells in enumerate(self._rows)
            for column, cell in enumerate(cells)
            if cell >= 0
        }

    @cached_property
    def _most(self) -> dict[_Terms, int]:
        """The most that sums of cells can have, of those that relations speak of."""
        most: dict[_Terms, int] = {}
        for relation in self._relations:
            terms = frozenset((self._index_of[cell], weight) for cell, weight in relation.terms.items())
            most[terms] = min(relation.total, most.get(terms, relation.total))
            if relation.is_exact:
                negative = frozenset((cell, -weight) for cell, weight in terms)
                most[negative] = min(-relation.total, most.get(negative, -relation.total))
        return most

    def _left_by_totals(self, weights: Floats) -> float:
        """Return a width that the columns' totals leave for a sum of a row's cells: what no other row must have.

        Infinite where it is no sum of one row, or a total of its columns is not known.
        """
        cells = np.flatnonzero(weights)
        if any(int(cell) not in self._place_of for cell in cells):
            return np.inf
        rows, columns = zip(*(self._place_of[int(cell)] for cell in cells), strict=True)
        if len(set(rows)) > 1:
            return np.inf
        key = frozenset((column, int(weights[cell])) for column, cell in zip(columns, cells, strict=True))
        if key not in self._left:
            self._left[key] = self._left_in_columns(dict(key))
        return self._left[key]

    def _left_in_columns(self, weight_of: Mapping[int, int]) -> float:
        """Return the same, by the columns' weights: it is the same for all rows."""
        width = 0.0
        for column, weight in weight_of.items():
            whole_column = [row[column] for row in self._rows if row[column] >= 0]
            total = self._most.get(frozenset((cell, 1) for cell in whole_column))
            if total is None or self._most.get(frozenset((cell, -1) for cell in whole_column)) != -total:
                return np.inf
            width += weight * total
        return width - sum(self._least_of_row(row, weight_of) for row in self._rows)

    def _least_of_row(self, row: list[int], weight_of: Mapping[int, int]) -> float:
        """Return what a row must have at least of a sum of cells: by a relation, or by each cell's own bounds."""
        low, high = self._cell_bounds()
        terms = [(row[column], weight) for column, weight in weight_of.items() if row[column] >= 0]
        least = sum(float(weight * (low[cell] if weight > 0 else high[cell])) for cell, weight in terms)
        most = self._most.get(frozenset((cell, -weight) for cell, weight in terms))
        return least if most is None else max(least, -most)

    def _swaps(self, cell: int, limit: int) -> Floats:
        """Return tables in which a cell has more, or less, for what its row and another one have of other columns.

        More comes from the row that has most to give. The table as it is is among them.
        """
        if cell not in self._place_of:
            return self._true[None, :]
        own_row, column = self._place_of[cell]
        others = [row for row in range(len(self._rows)) if row != own_row and self._rows[row][column] >= 0]
        tables = []
        for sign in (1, -1):
            for row in sorted(others, key=lambda row: -self._true[self._rows[row][column]])[: 1 if sign > 0 else None]:
                amounts, missing = self._true.copy(), limit
                for own, other in zip(self._rows[own_row], self._rows[row], strict=True):
                    if own == cell or own < 0 or other < 0:
                        continue
                    opposite = self._rows[row][column]
                    shrinking = [own, opposite] if sign > 0 else [cell, other]
                    amount = min(missing, *amounts[shrinking])
                    missing -= amount
                    amounts[[cell, other]] += sign * amount
                    amounts[[own, opposite]] -= sign * amount
                    tables.append(amounts.copy())
                if not missing:
                    break
        return np.vstack([self._true, *tables])
