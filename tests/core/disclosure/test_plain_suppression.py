"""Where no solver is asked: the answers by hand, and that it is left open where a step is not plain."""

from __future__ import annotations

from core.disclosure.feasibility_audit import Relation, Table
from core.disclosure.plain_suppression import suppress_plainly
from core.disclosure.sensitive_cells import SensitiveCell

Cell = tuple[int, str]
LEAST = 5


def in_order(cell: Cell) -> tuple[int, ...]:
    return int(cell[1] == "whole"), cell[0]


def column(name: str, values: list[int]) -> tuple[dict[Cell, int], Relation[Cell]]:
    cells = {(unit, name): value for unit, value in enumerate(values)}
    return cells, Relation(dict.fromkeys(cells, 1), sum(values))


def hidden_plainly(table: Table[Cell]) -> frozenset[Cell] | None:
    sensitive = [SensitiveCell({cell: 1}, cell) for cell in table.values]
    small = [cell for cell in sensitive if cell.is_small(table.values, LEAST)]
    return suppress_plainly(table, small, {cell.cell_to_hide for cell in small}, LEAST, in_order)


def test_small_numbers_hide_behind_each_other() -> None:
    cells, total = column("n", [3, 2, 12, 0])
    assert hidden_plainly(Table(cells, [total])) == frozenset({(0, "n"), (1, "n")})


def test_one_alone_hides_behind_the_smallest_that_is_large_enough() -> None:
    cells, total = column("n", [3, 9, 12, 0])
    assert hidden_plainly(Table(cells, [total], [[cell] for cell in cells])) == frozenset({(0, "n"), (1, "n")})


def test_no_more_is_hidden_than_the_total_leaves_open() -> None:
    cells, total = column("n", [2, 0, 0, 0])
    assert hidden_plainly(Table(cells, [total], [[cell] for cell in cells])) == frozenset({(0, "n"), (1, "n")})


def test_where_numbers_are_tied_by_another_sum_it_is_left_to_the_solver() -> None:
    parts, of_parts = column("part", [3, 9, 12])
    rests, of_rests = column("rest", [10, 10, 10])
    wholes, of_wholes = column("whole", [13, 19, 22])
    sums = [Relation({(u, "whole"): 1, (u, "part"): -1, (u, "rest"): -1}, 0) for u in range(3)]
    rows = [[(u, name) for name in ("whole", "part", "rest")] for u in range(3)]
    assert hidden_plainly(Table(parts | rests | wholes, [of_parts, of_rests, of_wholes, *sums], rows)) is None
