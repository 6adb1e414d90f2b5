"""An attack on hidden whole numbers: what the rest of what is known leaves each of them, by a solver.

Unlike the product's own audit it knows nothing of tables: it takes any relations, and finds witnesses by solving alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Key = TypeVar("Key", bound=Hashable)
SECONDS = 20.0  # for one question to the solver; a range that is not found in time counts as wide


@dataclass(frozen=True, slots=True)
class Relation(Generic[Key]):
    """Terms that add up to an amount, or to at most that."""

    terms: Mapping[Key, int]
    amount: int
    is_exact: bool = True


class Attack(Generic[Key]):
    """Hidden numbers from 0 on, and all that is known of them. `truth` makes the first witness."""

    def __init__(self, truth: Mapping[Key, int], relations: Iterable[Relation[Key]]) -> None:
        self._index = {key: place for place, key in enumerate(truth)}
        self._true = np.array([truth[key] for key in truth], float)
        data: list[int] = []
        rows: list[int] = []
        columns: list[int] = []
        upper: list[int] = []
        exact: list[bool] = []
        for row, relation in enumerate(relations):
            upper.append(relation.amount)
            exact.append(relation.is_exact)
            for key, weight in relation.terms.items():
                rows.append(row)
                columns.append(self._index[key])
                data.append(weight)
        self._matrix = csr_array((data, (rows, columns)), shape=(len(upper), len(self._true)))
        self._upper = np.array(upper, float)
        self._lower = np.where(exact, self._upper, -np.inf)
        sums = self._matrix @ self._true
        if not ((sums <= self._upper) & (sums >= self._lower)).all():
            raise ArithmeticError("what is known does not hold of the truth")
        self._witnesses = [self._true]
        self.questions = 0

    def width(self, terms: Mapping[Key, int], enough: int) -> int:
        """Return how wide the values lie that a sum of terms can have, but no more than is enough."""
        weights = np.zeros(len(self._true))
        for key, weight in terms.items():
            weights[self._index[key]] = weight
        for sign in (1, -1):
            if self._range_so_far(weights) >= enough:
                return enough
            self._ask(sign * weights)
        return min(enough, self._range_so_far(weights))

    def _range_so_far(self, weights: np.ndarray[Any, Any]) -> int:
        sums = np.array(self._witnesses) @ weights
        return round(float(sums.max() - sums.min()))

    def _ask(self, weights: np.ndarray[Any, Any]) -> None:
        self.questions += 1
        answer = milp(
            weights,
            constraints=LinearConstraint(self._matrix, self._lower, self._upper),
            bounds=Bounds(0, self._true.sum() + 1),
            integrality=np.ones(len(self._true), np.int64),
            options={"time_limit": SECONDS},
        )
        if answer.x is None:
            raise ArithmeticError(f"no solution: {answer.message}")
        self._witnesses.append(np.round(answer.x))


def components(keys: Iterable[Key], relations: Sequence[Relation[Key]]) -> list[tuple[list[Key], list[Relation[Key]]]]:
    """Return the hidden numbers in groups that have nothing to do with each other, with what is known of each."""
    leader = {key: key for key in keys}

    def find(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for relation in relations:
        first, *others = (find(key) for key in relation.terms)
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[Key, tuple[list[Key], list[Relation[Key]]]] = {}
    for key in leader:
        groups.setdefault(find(key), ([], []))[0].append(key)
    for relation in relations:
        groups[find(next(iter(relation.terms)))][1].append(relation)
    return list(groups.values())


def without_shown(relations: Iterable[Relation[Key]], open_amounts: Mapping[Key, int]) -> list[Relation[Key]]:
    """Return what is known of the hidden numbers alone, what is shown put in its place."""
    left = []
    for relation in relations:
        terms = {key: weight for key, weight in relation.terms.items() if key not in open_amounts}
        if terms:
            hidden_sum = sum(weight * open_amounts.get(key, 0) for key, weight in relation.terms.items())
            left.append(Relation(terms, relation.amount - hidden_sum, relation.is_exact))
    return left
