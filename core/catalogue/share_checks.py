"""Checks that a rate is a share: every record that its numerator counts is one that its denominator counts.

Otherwise it may pass 100%, or pass for a share while it counts other records. What is declared has to show it: what a
condition lets through is tried on all values that tell conditions apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.facts import FactKind
from core.catalogue.measure_checks import UNIT_KINDS
from core.catalogue.measure_model import Condition, Measure, Scalar
from core.catalogue.problems import Fault

Value = Scalar | None
ANY_TIME = ""  # stands for whatever a time or a number without bounds may be
MEND = "把分母的条件也写进分子的计数项，或换一个分母"


def share_faults(fact: FactKind, counted: Measure, base: Measure) -> Iterator[Fault]:
    """The reasons why a numerator's records, of the same kind and date, need not be among its denominator's."""
    always_there = _always_there(fact, counted)
    for column, condition in base.conditions().items():
        own = counted.conditions().get(column, Condition())
        values = _telling_values(fact, column, own, condition)
        absent: list[Value] = [] if column in always_there else [None]
        wrong = [value for value in [*values, *absent] if own.holds(value) and not condition.holds(value)]
        if wrong:
            yield f"分子会数到分母不数的记录：分母对“{column}”有条件，分子没有同样的或更窄的", MEND
    if base.cohort and base.cohort not in always_there:
        yield f"分子会数到分母不数的记录：分母等“{base.cohort}”，分子不等", MEND
    if not set(base.enter) <= set(counted.enter) or not set(base.leave) <= set(counted.leave):
        yield "分子会数到分母不数的记录：分母的 enter、leave，分子要都有", MEND
    if counted.value != base.value and [counted.value, base.value] not in [[a, b] for a, _, b in fact.checks]:
        yield (
            f"分子加的是{_amount(counted)}，分母加的是{_amount(base)}，前者不一定不大于后者",
            "两者数同样的，或在这类记录的 checks 里写明分子的列不大于分母的列",
        )


def _amount(measure: Measure) -> str:
    return f"“{measure.value}”" if measure.value else "件数"


def _always_there(fact: FactKind, measure: Measure) -> set[str]:
    """The columns and lags that are never absent in what a measure counts."""
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
