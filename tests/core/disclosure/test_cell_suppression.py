"""小数隐藏: hidden numbers cannot be worked out, tried by a solver of its own on random tables."""

from __future__ import annotations

from collections.abc import Mapping
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from core.disclosure import cell_suppression
from core.disclosure.cell_suppression import suppress_cells
from core.disclosure.feasibility_audit import Relation, Table
from core.disclosure.sensitive_cells import SensitiveCell
from tests.support.examples import examples

pytestmark = pytest.mark.slow

Cell = tuple[int, str]
LEAST = 5
UNITS = range(4)
counts = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 20])


def in_order(cell: Cell) -> tuple[int, ...]:
    return int(cell[1] == "whole"), "abknsw".index(cell[1][0]), cell[0]


def table_of(parts: Mapping[Cell, int], solved: Mapping[int, int]) -> Table[Cell]:
    """Units × (a, b, whole = a + b, solved ≤ whole), with the units' sums known from their parent."""
    values: dict[Cell, int] = {}
    for unit in UNITS:
        a, b = parts[unit, "a"], parts[unit, "b"]
        values |= {(unit, "whole"): a + b, (unit, "a"): a, (unit, "b"): b, (unit, "solved"): min(solved[unit], a + b)}
    names = ("whole", "a", "b", "solved")
    relations = [Relation({(u, n): 1 for u in UNITS}, sum(values[u, n] for u in UNITS)) for n in names]
    for u in UNITS:
        relations.append(Relation({(u, "whole"): 1, (u, "a"): -1, (u, "b"): -1}, 0))
        relations.append(Relation({(u, "solved"): 1, (u, "whole"): -1}, 0, is_exact=False))
    return Table(values, relations, [[(u, n) for n in names] for u in UNITS])


def sensitive_cells(table: Table[Cell]) -> list[SensitiveCell[Cell]]:
    left = [SensitiveCell({(u, "whole"): 1, (u, "solved"): -1}, (u, "solved")) for u in UNITS]
    return [*(SensitiveCell({cell: 1}, cell) for cell in table.values), *left]


def attainable_width(table: Table[Cell], hidden: frozenset[Cell], terms: Mapping[Cell, int]) -> float:
    """Return how widely an outsider must place a sum of cells, by linear programming over everything shown."""
    cells = list(table.values)
    bounds = [(0, None) if cell in hidden else (table.values[cell],) * 2 for cell in cells]

    def row(weights: Mapping[Cell, int]) -> list[int]:
        return [weights.get(cell, 0) for cell in cells]

    equal = [relation for relation in table.relations if relation.is_exact]
    most = [relation for relation in table.relations if not relation.is_exact]
    ends = []
    for sign in (1, -1):
        answer = linprog(
            sign * np.array(row(terms)),
            A_eq=[row(relation.terms) for relation in equal],
            b_eq=[relation.total for relation in equal],
            A_ub=[row(relation.terms) for relation in most] or None,
            b_ub=[relation.total for relation in most] or None,
            bounds=bounds,
        )
        assert answer.fun is not None, answer.message
        ends.append(sign * answer.fun)
    return float(ends[1] - ends[0])


def tables() -> st.SearchStrategy[Table[Cell]]:
    parts = st.fixed_dictionaries({(unit, name): counts for unit in UNITS for name in "ab"})
    return st.builds(table_of, parts, st.fixed_dictionaries(dict.fromkeys(UNITS, counts)))


@settings(max_examples=examples(25, thorough=600), deadline=None)
@given(tables())
def test_no_small_number_can_be_placed_more_narrowly_than_the_whole_allows(table: Table[Cell]) -> None:
    sensitive = sensitive_cells(table)
    hidden = suppress_cells(table, sensitive, LEAST, in_order)
    everything = frozenset(table.values)
    for cell in sensitive:
        if cell.is_small(table.values, LEAST):
            assert cell.cell_to_hide in hidden
            width = min(LEAST - 1, attainable_width(table, everything, cell.terms))
            assert attainable_width(table, hidden, cell.terms) >= width - 1e-6, cell


@settings(max_examples=20, deadline=None)
@given(tables())
def test_the_same_table_hides_the_same_cells(table: Table[Cell]) -> None:
    first, again = (suppress_cells(table, sensitive_cells(table), LEAST, in_order) for _ in range(2))
    assert first == again


@settings(max_examples=examples(25, thorough=600), deadline=None)
@given(tables())
def test_what_is_plain_without_the_solver_is_what_the_solver_decides(table: Table[Cell]) -> None:
    quick = suppress_cells(table, sensitive_cells(table), LEAST, in_order)
    with patch.object(cell_suppression, "suppress_plainly", return_value=None):
        assert suppress_cells(table, sensitive_cells(table), LEAST, in_order) == quick


def sums(*values: int) -> Table[Cell]:
    cells = {(unit, "n"): value for unit, value in enumerate(values)}
    return Table(cells, [Relation(dict.fromkeys(cells, 1), sum(values))], [[cell] for cell in cells])


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ((7, 9, 12, 0), []),  # nothing is small; 0 is shown
        ((3, 9, 12, 0), [0, 1]),  # 3 alone would follow from the sum: the smallest that it can hide behind goes with it
        ((3, 2, 12, 0), [0, 1]),  # 3 + 2 = 5: either may be anything from 0 to 5
        ((1, 2, 12, 0), [0, 1, 2]),  # 1 + 2 = 3 would place both within 0 to 3
        ((2, 0, 0, 0), [0, 1]),  # the whole is 2: no more can be hidden than the whole tells
    ],
)
def test_worked_by_hand(values: tuple[int, ...], hidden: list[int]) -> None:
    table = sums(*values)
    suppressed = suppress_cells(table, [SensitiveCell({cell: 1}, cell) for cell in table.values], LEAST, in_order)
    assert sorted(unit for unit, _ in suppressed) == hidden


def test_a_rate_of_all_but_one_hides_its_part() -> None:
    cells = {(0, "n"): 40, (1, "n"): 30, (0, "k"): 39, (1, "k"): 20}
    relations = [Relation({(0, n): 1, (1, n): 1}, cells[0, n] + cells[1, n]) for n in "nk"]
    relations += [Relation({(u, "k"): 1, (u, "n"): -1}, 0, is_exact=False) for u in (0, 1)]
    table = Table(cells, relations, [[(u, "n"), (u, "k")] for u in (0, 1)])
    left = [SensitiveCell({(u, "n"): 1, (u, "k"): -1}, (u, "k")) for u in (0, 1)]
    assert suppress_cells(table, left, LEAST, in_order) == {(0, "k"), (1, "k")}
