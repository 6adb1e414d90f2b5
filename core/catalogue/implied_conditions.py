"""Tells whether what one measure counts is bound to meet another's conditions.

It is decided by what is declared: each condition is tried on all values that tell the two measures' conditions apart.
"""

from __future__ import annotations

from core.catalogue.facts import FactKind
from core.catalogue.measure_checks import UNIT_KINDS
from core.catalogue.measure_model import Condition, Measure, Scalar

Value = Scalar | None
ANY_TIME = ""  # stands for whatever a time, or a number without bounds, may be


def open_conditions(fact: FactKind, counted: Measure, other: Measure) -> list[str]:
    """Return the columns and lags on which a record of `counted`, of the same kind, may fail the other's condition."""
    always_there = always_present(fact, counted)
    failing = []
    for column, condition in other.conditions().items():
        own = counted.conditions().get(column, Condition())
        absent: list[Value] = [] if column in always_there else [None]
        values = [*_telling_values(fact, column, own, condition), *absent]
        if any(own.holds(value) and not condition.holds(value) for value in values):
            failing.append(column)
    return failing


def always_present(fact: FactKind, measure: Measure) -> set[str]:
    """Return the columns and lags that are never absent in what a measure counts."""
    names = {name for name, column in fact.columns.items() if column.required or column.type in ("id", "unit")}
    names |= {name for name in [measure.date, measure.cohort, *measure.enter] if name}
    names |= {name for name, condition in measure.conditions().items() if not condition.holds(None)}
    names |= {column for lag in names & set(fact.lags) for column in fact.lags[lag]}
    return names | {lag for lag, ends in fact.lags.items() if set(ends) <= names} | {"unit_kind"}


def _telling_values(fact: FactKind, column: str, *conditions: Condition) -> list[Value]:
    """The values, but for the absent one, that tell conditions apart: of a number its bounds and their neighbours."""
    if column == "unit_kind":
        return [*UNIT_KINDS]
    kind = fact.columns.get(column)
    if kind is not None and kind.choices:
        return [*kind.choices]
    if kind is not None and kind.type == "flag":
        return [True, False]
    bounds = {value for condition in conditions for value in condition.values() if isinstance(value, int)}
    numbers = sorted({bound + step for bound in bounds for step in (-1, 0, 1)})
    least = 0 if column in fact.columns else None  # a count has no negative values, a lag has
    return [number for number in numbers if least is None or number >= least] or [ANY_TIME]
