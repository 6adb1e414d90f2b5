"""What follows from the numbers that are shown: the least and greatest value that a hidden number can have.

Whole numbers from 0 on, held by linear relations, solved exactly (`scipy.optimize.milp`). Every solution found is kept
as a witness: two that differ enough prove a number safe, without solving for it again. Most witnesses are found
without a solver, by moving what is hidden from one row of a table to another.

scipy's solver takes a quarter of a second to import, so it is imported where the first number is protected.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.disclosure.bounds import tighten_bounds

Cell = TypeVar("Cell", bound=Hashable)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Relation(Generic[Cell]):
    """What anybody knows to hold: the terms add up to `total`, or, if not `exact`, to at most that."""

    terms: Mapping[Cell, int]
    total: int
    exact: bool = True


@dataclass(frozen=True)
class Table(Generic[Cell]):
    """Numbers and what is known of them. `rows` are cells that stand below each other, as units do in a table."""

    values: Mapping[Cell, int]
    relations: Sequence[Relation[Cell]]
    rows: Sequence[Sequence[Cell]] = ()


class FeasibilityAudit(Generic[Cell]):
    """One attempt to solve for what is hidden."""

    def __init__(self, table: Table[Cell]) -> None:
        from scipy.sparse import csr_array

        self._at = {cell: index for index, cell in enumerate(table.values)}
        self._true = np.array(list(table.values.values()), float)
        relations = table.relations
        self._matrix = np.zeros((len(relations), len(self._at)))
        for line, relation in enumerate(relations):
            for cell, weight in relation.terms.items():
                self._matrix[line, self._at[cell]] = weight
        self._sparse = csr_array(self._matrix)
        self._most = np.array([one.total for one in relations], float)
        self._least = np.where([one.exact for one in relations], self._most, -np.inf)
        self._rows = [[self._at.get(cell, -1) for cell in row] for row in table.rows]
        self._hidden = np.zeros(len(self._at), bool)
        self._witnesses: Floats = self._true[None, :]
        self._bounds: tuple[Floats, Floats] | None = None

    def hide(self, cells: Collection[Cell]) -> None:
        """These are not shown. What was possible before stays possible."""
        new = [self._at[cell] for cell in cells]
        self._hidden[new] = True
        self._bounds = None
        self._keep(np.array([self._true, *self._moves(set(new))]))

    def show(self, cell: Cell) -> None:
        """This one is shown after all: only what agrees with it stays possible."""
        at = self._at[cell]
        self._hidden[at] = False
        self._bounds = None
        self._witnesses = self._witnesses[self._witnesses[:, at] == self._true[at]]

    def range_width(self, terms: Mapping[Cell, int], most: int) -> int:
        """How wide the values lie that the terms' sum can have, but no more than `most`."""
        weights = self._weights(terms)
        for sign in (1, -1):
            if self._seen(weights) >= min(most, self._widest(weights)):
                break
            self._solve(sign * weights)
        return min(self._seen(weights), most)

    def can_span(self, terms: Mapping[Cell, int], wide: int) -> bool:
        """Whether the terms' sum can lie in a range so wide."""
        weights = self._weights(terms)
        return self.is_proven(terms, wide) or (self._widest(weights) >= wide and self.range_width(terms, wide) >= wide)

    def is_proven(self, terms: Mapping[Cell, int], wide: int) -> bool:
        """Whether what is found so far tells that it can, without solving."""
        return self._seen(self._weights(terms)) >= wide

    def _weights(self, terms: Mapping[Cell, int]) -> Floats:
        weights = np.zeros(len(self._at))
        for cell, weight in terms.items():
            weights[self._at[cell]] = weight
        return weights

    def _seen(self, weights: Floats) -> int:
        found = self._witnesses @ weights
        return round(float(found.max() - found.min()))

    def _widest(self, weights: Floats) -> float:
        """No wider than this, by bounds that are quick to find."""
        if self._bounds is None:
            top = np.where(self._hidden, self._true.sum(), self._true)
            bottom = np.where(self._hidden, 0.0, self._true)
            self._bounds = tighten_bounds(self._matrix, self._least, self._most, bottom, top)
        low, high = self._bounds
        return float(np.abs(weights) @ (high - low))

    def _moves(self, new: set[int]) -> Iterator[Floats]:
        """What is newly hidden, moved between the rows: all of a column to one row, and between two rows each way."""
        for column in (column for _, column in self._columns() if len(column) > 1 and not new.isdisjoint(column)):
            yield from (self._moved([(giver, taker) for giver in column if giver != taker]) for taker in column)
        for row in self._rows:  # everything at once
            pairs = [(giver, row[at]) for at, column in self._columns() for giver in column if giver != row[at] >= 0]
            yield self._moved([(giver, taker) for giver, taker in pairs if self._hidden[taker]])
        touched = {index for index, row in enumerate(self._rows) if not new.isdisjoint(row)}
        for giver, taker in permutations(range(len(self._rows)), 2):
            if giver in touched or taker in touched:
                both = zip(self._rows[giver], self._rows[taker], strict=True)
                pairs = [(g, t) for g, t in both if min(g, t) >= 0 and self._hidden[g] and self._hidden[t]]
                single = [pair for pair in pairs if not new.isdisjoint(pair)]
                yield from (self._moved(chosen) for chosen in [pairs, *([pair] for pair in single)] if chosen)

    def _columns(self) -> Iterator[tuple[int, list[int]]]:
        """Each column's place in the rows, and what of it is hidden."""
        for place, column in enumerate(zip(*self._rows, strict=True)):
            yield place, [at for at in column if at >= 0 and self._hidden[at]]

    def _moved(self, pairs: list[tuple[int, int]]) -> Floats:
        moved = self._true.copy()
        for giver, taker in pairs:
            moved[taker] += self._true[giver]
            moved[giver] = 0
        return moved

    def _keep(self, found: Floats) -> None:
        """Keeps of the solutions that satisfy every relation those that reach further than any kept before."""
        sums = (self._sparse @ found.T).T
        found = found[((sums <= self._most) & (sums >= self._least)).all(axis=1)]
        for way in (np.argmin, np.argmax):
            self._witnesses = np.vstack([self._witnesses, found[np.unique(way(found, axis=0))]])

    def _solve(self, weights: Floats) -> None:
        """Adds the solution with the least sum of weights."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        free = self._hidden
        known = self._matrix[:, ~free] @ self._true[~free]
        bound = self._matrix[:, free].any(axis=1)
        limits = LinearConstraint(
            self._matrix[bound][:, free], (self._least - known)[bound], (self._most - known)[bound]
        )
        top = np.full(int(free.sum()), self._true.sum())
        answer = milp(weights[free], constraints=limits, bounds=Bounds(0, top), integrality=np.ones_like(top))
        if answer.x is None:
            raise ArithmeticError(f"no solution, though the true numbers are one: {answer.message}")
        witness = self._true.copy()
        witness[free] = np.round(answer.x)
        self._witnesses = np.vstack([self._witnesses, witness])
