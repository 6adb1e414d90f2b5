"""Checks of one measure against the kind of record that it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.catalogue.facts import Column, FactKind
from core.catalogue.measure_model import Condition, Measure
from core.catalogue.model import Catalogue
from core.catalogue.problems import Fault

UNIT_KINDS = ("bureau", "county", "department", "town", "station", "community")
CUBE_KEYS = ("month", "day", "hour", "unit", "officer")
MEASURE_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")  # it becomes a column's name; two underscores set a bin apart


def measure_faults(catalogue: Catalogue, facts: Mapping[str, str], name: str, measure: Measure) -> Iterator[Fault]:
    """Everything that does not fit in a measure. `facts` are the kinds of record, broken ones included."""
    if not MEASURE_ID.fullmatch(name) or name in CUBE_KEYS:
        yield "the id cannot name a column", f"use a-z, 0-9 and single _, and none of {', '.join(CUBE_KEYS)}"
    unknown = [kind for kind in measure.reported_by if kind not in UNIT_KINDS]
    if unknown or not measure.reported_by:
        yield f"reported_by names {unknown or 'nothing'}", f"use one or more of {', '.join(UNIT_KINDS)}"
    if measure.fact is None:
        return
    if measure.fact not in facts:
        yield f"no kind of record `{measure.fact}`", f"use one of {', '.join(facts)}"
    fact = catalogue.facts.get(measure.fact)
    if fact is not None:
        yield from _columns(fact, measure)
        for column, test in measure.conditions().items():
            yield from _condition(fact, column, test)


def _columns(fact: FactKind, measure: Measure) -> Iterator[Fault]:
    for column in [c for c in [measure.date, measure.cohort, *measure.enter, *measure.leave] if c]:
        if _type(fact, column) not in ("time", "day"):
            yield f"`{column}` is no time or day of {measure.fact}", "name one of its time or day columns"
    for column in [c for c in [measure.value, measure.bins.column if measure.bins else None] if c]:
        if _type(fact, column) != "count":
            yield f"`{column}` is no count of {measure.fact}", "name one of its count columns"
    if measure.profile and measure.date and _type(fact, measure.date) == "day":
        yield "an hour-of-week profile needs a time", "date it on a time column"
    if measure.officer and "officer" not in fact.columns:
        yield f"{measure.fact} has no officer", "remove `officer = true`"
    if fact.postings and measure.kind == "flow":
        yield f"{measure.fact} is a register, whose measures are stocks", "use kind = stock with enter and leave"


def _type(fact: FactKind, column: str) -> str | None:
    return fact.columns[column].type if column in fact.columns else None


def _condition(fact: FactKind, name: str, test: Condition) -> Iterator[Fault]:
    """A condition names a column, a lag or the unit's kind, and asks it something it can answer."""
    if name == "unit_kind":
        kind, allowed = "choice", list(UNIT_KINDS)
    elif name in fact.lags:
        kind, allowed = "count", []
    elif name in fact.columns:
        kind, allowed = _kind(fact.columns[name])
    else:
        yield f"where: there is no `{name}`", f"use one of {', '.join([*fact.columns, *fact.lags, 'unit_kind'])}"
        return
    if not test.model_fields_set:
        yield f"where: nothing is asked of {name}", "give one of eq, not, any, none, le, ge, null"
    if kind != "count" and (test.le is not None or test.ge is not None):
        yield f"where: {name} is not counted", "le and ge are for counts and lags"
    named = [v for v in [test.eq, test.not_, *(test.any or []), *(test.none or [])] if v is not None]
    if kind == "null" and named:
        yield f"where: {name} can be asked only whether it is there", "use { null = true } or { null = false }"
    elif kind == "choice" and (wrong := [v for v in named if v not in allowed]):
        yield f"where: {name} is never {wrong}", f"use one of {', '.join(allowed)}"
    elif kind == "flag" and (wrong := [v for v in named if not isinstance(v, bool)]):
        yield f"where: {name} is true or false, never {wrong}", "write true or false"
    elif kind == "count" and (wrong := [v for v in named if type(v) is not int]):
        yield f"where: {name} is a whole number, never {wrong}", "write a whole number"


def _kind(column: Column) -> tuple[str, list[str]]:
    if column.type in ("choice", "flag", "count"):
        return column.type, list(column.choices)
    return "null", []
