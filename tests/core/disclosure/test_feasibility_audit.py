"""Witnesses that numbers are safe: the tables with hidden amounts moved, against those made one by one."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.disclosure.feasibility_audit import FeasibilityAudit, Relation, Table

Cell = tuple[int, int]
UNITS, COLUMNS = range(4), range(3)
CELLS = [(unit, column) for unit in UNITS for column in COLUMNS]
cells = st.sets(st.sampled_from(CELLS), min_size=1)


def moved_one_by_one(values: dict[Cell, int], hidden: set[Cell], new: set[Cell]) -> list[dict[Cell, int]]:
    """Return the tables of all pairs of rows: what one gives to another in all columns, and in each new one."""
    tables = []
    for giver, taker in permutations(UNITS, 2):
        columns = [
            column for column in COLUMNS if {(giver, column), (taker, column)} <= hidden and (giver, column) in values
        ]
        single = [[column] for column in columns if not new.isdisjoint({(giver, column), (taker, column)})]
        touched = any(unit in (giver, taker) for unit, _ in new)
        for moved in [columns, *single] if touched and columns else []:
            table = dict(values)
            for column in moved:
                table[taker, column] += values[giver, column]
                table[giver, column] = 0
            tables.append(table)
    return tables


@given(st.dictionaries(st.sampled_from(CELLS), st.integers(0, 30), min_size=2), cells, cells)
def test_the_tables_of_all_pairs_of_rows_are_those_made_one_by_one(
    values: dict[Cell, int], before: set[Cell], later: set[Cell]
) -> None:
    rows = [[(unit, column) for column in COLUMNS] for unit in UNITS]  # some cells of theirs are not known at all
    audit = FeasibilityAudit(Table(values, [Relation(dict.fromkeys(values, 1), sum(values.values()))], rows))
    hidden, new = (before | later) & values.keys(), later & values.keys()
    audit.hide(hidden)
    indexes = {list(values).index(cell) for cell in new}
    expected = [list(table.values()) for table in moved_one_by_one(values, hidden, new)]
    assert audit._row_transfers(indexes).tolist() == expected
    assert audit._transfers(indexes)[0].tolist() == list(values.values())


def test_numbers_without_a_table_have_no_rows_to_move_between() -> None:
    audit = FeasibilityAudit(Table({(0, 0): 3, (1, 0): 4}, [Relation({(0, 0): 1, (1, 0): 1}, 7)]))
    audit.hide([(0, 0), (1, 0)])
    assert audit.range_width({(0, 0): 1}, 5) == 5
    assert np.array_equal(audit._transfers({0, 1}), [[3, 4]])
