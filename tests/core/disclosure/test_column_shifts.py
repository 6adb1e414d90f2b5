"""Numbers that shifts within a column prove safe: the solver agrees, and the plain cases are proven."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.disclosure.column_shifts import ColumnShifts
from core.disclosure.feasibility_audit import FeasibilityAudit, Relation, Table
from tests.support.examples import examples

Cell = tuple[int, str]
UNITS = range(3)
CELLS = [(unit, name) for name in ("whole", "part") for unit in UNITS]
LIMIT = 8


def table_of(amounts: dict[Cell, int], most_of_two: int | None = None) -> Table[Cell]:
    """Wholes and parts of three units with their columns' sums; perhaps a limit of two parts together is known."""
    values = {cell: min(amounts[cell], amounts[cell[0], "whole"]) for cell in CELLS}
    columns = [[(unit, name) for unit in UNITS] for name in ("whole", "part")]
    relations = [Relation(dict.fromkeys(column, 1), sum(values[cell] for cell in column)) for column in columns]
    relations += [Relation({(u, "part"): 1, (u, "whole"): -1}, 0, is_exact=False) for u in UNITS]
    if most_of_two is not None:
        two = {(0, "part"): 1, (1, "part"): 2}
        total = sum(weight * values[cell] for cell, weight in two.items())
        relations.append(Relation(two, total + most_of_two, is_exact=False))
    return Table(values, relations, [[(unit, name) for name in ("whole", "part")] for unit in UNITS])


tables = st.builds(
    table_of, st.fixed_dictionaries(dict.fromkeys(CELLS, st.integers(0, 6))), st.none() | st.integers(0, 4)
)


@settings(max_examples=examples(40, thorough=1000), deadline=None)
@given(tables, st.sets(st.sampled_from(CELLS), min_size=1))
def test_what_they_prove_the_solver_finds_possible(table: Table[Cell], hidden: set[Cell]) -> None:
    shifts, audit = ColumnShifts(table, hidden), FeasibilityAudit(table)
    audit.hide(hidden)
    sums = [{(u, "whole"): 1, (u, "part"): -1} for u in UNITS] + [{(0, "part"): 1, (1, "part"): 1}]
    for terms in (*({cell: 1} for cell in CELLS), *sums):
        possible = audit.range_width(terms, LIMIT)
        assert possible == LIMIT or not shifts.prove_span(terms, possible + 1), terms


AMOUNTS = {(0, "whole"): 9, (1, "whole"): 9, (2, "whole"): 9, (0, "part"): 2, (1, "part"): 5, (2, "part"): 0}


def test_a_part_can_take_what_another_hidden_one_has_and_give_what_that_one_has_room_for() -> None:
    shifts = ColumnShifts(table_of(AMOUNTS), {(0, "part"), (1, "part")})
    assert shifts.prove_span({(0, "part"): 1}, 7)  # from 0 to 7: 2 + 5
    assert not shifts.prove_span({(0, "part"): 1}, 8)
    assert shifts.prove_span({(0, "whole"): 1, (0, "part"): -1}, 7)


def test_nothing_is_proven_of_what_is_shown_or_hidden_alone() -> None:
    table = table_of(AMOUNTS)
    assert not ColumnShifts(table, {(0, "part"), (1, "part")}).prove_span({(2, "part"): 1}, 1)
    assert not ColumnShifts(table, {(0, "part")}).prove_span({(0, "part"): 1}, 1)


def test_two_that_are_asked_for_together_do_not_make_room_for_each_other() -> None:
    shifts = ColumnShifts(table_of(AMOUNTS), {(0, "part"), (1, "part")})
    assert not shifts.prove_span({(0, "part"): 1, (1, "part"): 1}, 1)
