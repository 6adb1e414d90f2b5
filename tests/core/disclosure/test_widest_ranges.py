"""How widely hidden numbers can lie: what is found without the solver is what the solver finds."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from core.disclosure.feasibility_audit import FeasibilityAudit, Relation, Table
from core.disclosure.widest_ranges import WidestRanges
from tests.support.examples import examples

Cell = tuple[int, str]
LIMIT = 4
UNITS = range(3)
AGES = ("young", "middle", "old")
NAMES = (*AGES, "rated", "content")
counts = st.sampled_from([0, 0, 1, 2, 3, 5, 9])


def table_of(drawn: Mapping[Cell, int], missing: set[Cell]) -> Table[Cell]:
    """Officers by age, whose number in all is public, and ratings with those that are content; some are not known."""
    values = dict(drawn) | {(u, "content"): min(drawn[u, "content"], drawn[u, "rated"]) for u in UNITS}
    values = {cell: value for cell, value in values.items() if cell not in missing}
    columns = [[(u, name) for u in UNITS if (u, name) in values] for name in NAMES]
    relations = [Relation(dict.fromkeys(cells, 1), sum(values[cell] for cell in cells)) for cells in columns if cells]
    for u in UNITS:
        ages = {(u, age): -1 for age in AGES}
        if ages.keys() <= values.keys():
            relations.append(Relation(ages, -sum(values[cell] for cell in ages)))
            relations += [Relation({cell: 1}, sum(values[age] for age in ages), is_exact=False) for cell in ages]
        if {(u, "rated"), (u, "content")} <= values.keys():
            relations.append(Relation({(u, "content"): 1, (u, "rated"): -1}, 0, is_exact=False))
    return Table(values, relations, [[(u, name) for name in NAMES] for u in UNITS])


drawn_tables = st.builds(
    table_of,
    st.fixed_dictionaries({(u, name): counts for u in UNITS for name in NAMES}),
    st.sets(st.sampled_from([(u, name) for u in UNITS for name in NAMES]), max_size=3),
)


@settings(max_examples=examples(8, thorough=300), deadline=None)
@given(drawn_tables)
def test_they_are_as_wide_as_the_solver_says(table: Table[Cell]) -> None:
    widest, audit = WidestRanges(table), FeasibilityAudit(table)
    audit.hide(table.values)
    rests = [{(u, "rated"): 1, (u, "content"): -1} for u in UNITS if {(u, "rated"), (u, "content")} <= {*table.values}]
    for terms in (*({cell: 1} for cell in table.values), *({cell: -1} for cell in table.values), *rests):
        assert widest.range_width(terms, LIMIT) == audit.range_width(terms, LIMIT), terms
