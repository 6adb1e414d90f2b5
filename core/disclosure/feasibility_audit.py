"""Audits what follows from the numbers that are shown: the least and greatest value that a hidden number can have.

Whole numbers from 0 on, held by linear relations, solved exactly (`scipy.optimize.milp`). Every solution found is kept
as a witness: two that differ enough prove a number safe, without solving for it again. Most witnesses are found
without a solver, by moving what is hidden from one row of a table to another.

scipy's solver takes a quarter of a second to import, so it is imported where the first number is protected.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from core.disclosure.bounds import tighten_bounds
from core.metrics.arrays import Flags, Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Cell = TypeVar("Cell", bound=Hashable)
Transfer = tuple[int, int]  # from a cell to another, by index


@dataclass(frozen=True)
class Relation(Generic[Cell]):
    """A relation that anybody knows to hold: the terms add up to `total`, or, if not `is_exact`, to at most that."""

    terms: Mapping[Cell, int]
    total: int
    is_exact: bool = True


@dataclass(frozen=True)
class Table(Generic[Cell]):
    """Numbers and what is known of them. `rows` are cells that stand below each other, as units do in a table."""

    values: Mapping[Cell, int]
    relations: Sequence[Relation[Cell]]
    rows: Sequence[Sequence[Cell]] = ()


class HiddenBounds(Generic[Cell]):
    """Bounds of the hidden numbers of a table that are quick to find: wider than what is possible, or as wide."""

    def __init__(self, table: Table[Cell]) -> None:
        self._index_of = {cell: index for index, cell in enumerate(table.values)}
        self._true = np.array(list(table.values.values()), float)
        relations = table.relations
        self._matrix = np.zeros((len(relations), len(self._index_of)))
        for row, relation in enumerate(relations):
            for cell, weight in relation.terms.items():
                self._matrix[row, self._index_of[cell]] = weight
        self._upper = np.array([relation.total for relation in relations], float)
        self._lower = np.where([relation.is_exact for relation in relations], self._upper, -np.inf)
        self._rows = [[self._index_of.get(cell, -1) for cell in row] for row in table.rows]
        self._is_hidden = np.zeros(len(self._index_of), bool)
        self._bounds: tuple[Floats, Floats] | None = None

    def hide(self, cells: Collection[Cell]) -> None:
        """Hide cells."""
        self._is_hidden[[self._index_of[cell] for cell in cells]] = True
        self._bounds = None

    def show(self, cell: Cell) -> None:
        """Show a cell after all."""
        self._is_hidden[self._index_of[cell]] = False
        self._bounds = None

    def max_width(self, terms: Mapping[Cell, int]) -> float:
        """Return a width that the range of the terms' sum cannot exceed."""
        return self._max_width(self._weights(terms))

    def _weights(self, terms: Mapping[Cell, int]) -> Floats:
        weights = np.zeros(len(self._index_of))
        for cell, weight in terms.items():
            weights[self._index_of[cell]] = weight
        return weights

    def _max_width(self, weights: Floats) -> float:
        low, high = self._cell_bounds()
        return float(np.abs(weights) @ (high - low))

    def _cell_bounds(self) -> tuple[Floats, Floats]:
        if self._bounds is None:
            high = np.where(self._is_hidden, self._true.sum(), self._true)
            low = np.where(self._is_hidden, 0.0, self._true)
            self._bounds = tighten_bounds(self._matrix, self._lower, self._upper, low, high)
        return self._bounds


class FeasibilityAudit(HiddenBounds[Cell], Generic[Cell]):
    """One attempt to solve for the hidden numbers, as an attacker would."""

    def __init__(self, table: Table[Cell]) -> None:
        super().__init__(table)
        self._witnesses: Floats = self._true[None, :]

    def hide(self, cells: Collection[Cell]) -> None:
        """Hide cells. What was possible before stays possible."""
        super().hide(cells)
        self._keep_witnesses(self._transfers({self._index_of[cell] for cell in cells}))

    def show(self, cell: Cell) -> None:
        """Show a cell after all: only what agrees with it stays possible."""
        super().show(cell)
        index = self._index_of[cell]
        self._witnesses = self._witnesses[self._witnesses[:, index] == self._true[index]]

    def range_width(self, terms: Mapping[Cell, int], limit: int) -> int:
        """Return how wide the values lie that the terms' sum can have, but no more than `limit`."""
        weights = self._weights(terms)
        for sign in (1, -1):
            if self._proven_width(weights) >= min(limit, self._max_width(weights)):
                break
            self._solve(sign * weights)
        return min(self._proven_width(weights), limit)

    def can_span(self, terms: Mapping[Cell, int], width: int) -> bool:
        """Return True if the terms' sum can lie in a range of this width."""
        if self.is_proven(terms, width):
            return True
        return self.max_width(terms) >= width and self.range_width(terms, width) >= width

    def is_proven(self, terms: Mapping[Cell, int], width: int) -> bool:
        """Return True if the witnesses so far prove that it can, without solving."""
        return self._proven_width(self._weights(terms)) >= width

    def _proven_width(self, weights: Floats) -> int:
        sums = self._witnesses @ weights
        return round(float(sums.max() - sums.min()))

    def _transfers(self, new: set[int]) -> Floats:
        """Return tables with newly hidden amounts moved: a column to one row, and between two rows each way."""
        hidden_columns = list(self._hidden_columns())
        gathered = [
            self._transfer([(giver, taker) for giver in cells if giver != taker])
            for _, cells in hidden_columns
            if len(cells) > 1 and not new.isdisjoint(cells)
            for taker in cells
        ]
        for row in self._rows:  # everything at once
            pairs = [
                (giver, row[column]) for column, cells in hidden_columns for giver in cells if giver != row[column] >= 0
            ]
            gathered.append(self._transfer([(giver, taker) for giver, taker in pairs if self._is_hidden[taker]]))
        return np.vstack([self._true, *gathered, self._row_transfers(new)])

    def _row_transfers(self, new: set[int]) -> Floats:
        """Return tables with one row's hidden amounts moved to another: all of them, and each new one alone.

        Row by row giving and taking, and of these all amounts first, then one column after the other.
        """
        rows = np.array(self._rows, np.int64).reshape(len(self._rows), len(self._rows[0]) if self._rows else 0)
        is_hidden = (rows >= 0) & self._is_hidden[rows]
        is_new = np.isin(rows, list(new))
        giver, taker = np.nonzero(~np.eye(len(rows), dtype=bool))
        touched: Flags = np.any(is_new, axis=1)
        giver, taker = (ends[touched[giver] | touched[taker]] for ends in (giver, taker))
        moves = is_hidden[giver] & is_hidden[taker]
        single_moves = (moves & (is_new[giver] | is_new[taker]))[:, :, None] & np.eye(rows.shape[1], dtype=bool)
        each = np.concatenate([moves[:, None], single_moves], axis=1)  # by pair of rows, by table, by column
        pair, nth = np.nonzero(each.any(axis=2))
        table, column = np.nonzero(each[pair, nth])
        giving, taking = rows[giver[pair[table]], column], rows[taker[pair[table]], column]
        amounts = np.tile(self._true, (len(pair), 1))
        amounts[table, taking] += self._true[giving]
        amounts[table, giving] = 0
        return amounts

    def _hidden_columns(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each column's index, and its hidden cells."""
        for column, cells in enumerate(zip(*self._rows, strict=True)):
            yield column, [cell for cell in cells if cell >= 0 and self._is_hidden[cell]]

    def _transfer(self, transfers: list[Transfer]) -> Floats:
        amounts = self._true.copy()
        for giver, taker in transfers:
            amounts[taker] += self._true[giver]
            amounts[giver] = 0
        return amounts

    @cached_property
    def _sparse_matrix(self) -> csr_array:
        """The relations, by which many solutions at once are tried."""
        from scipy.sparse import csr_array

        return csr_array(self._matrix)

    def _keep_witnesses(self, solutions: Floats) -> None:
        """Keep those solutions that satisfy every relation and reach further than any kept before."""
        sums = (self._sparse_matrix @ solutions.T).T
        solutions = solutions[((sums <= self._upper) & (sums >= self._lower)).all(axis=1)]
        for extreme in (np.argmin, np.argmax):
            self._witnesses = np.vstack([self._witnesses, solutions[np.unique(extreme(solutions, axis=0))]])

    def _solve(self, weights: Floats) -> None:
        """Add the solution with the least sum of weights to the witnesses."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        free = self._is_hidden
        shown_sums = self._matrix[:, ~free] @ self._true[~free]
        is_binding = self._matrix[:, free].any(axis=1)
        limits = LinearConstraint(
            self._matrix[is_binding][:, free],
            (self._lower - shown_sums)[is_binding],
            (self._upper - shown_sums)[is_binding],
        )
        top = np.full(int(free.sum()), self._true.sum())
        answer = milp(weights[free], constraints=limits, bounds=Bounds(0, top), integrality=np.ones_like(top))
        if answer.x is None:
            raise ArithmeticError(f"no solution, though the true numbers are one: {answer.message}")
        witness = self._true.copy()
        witness[free] = np.round(answer.x)
        self._witnesses = np.vstack([self._witnesses, witness])
