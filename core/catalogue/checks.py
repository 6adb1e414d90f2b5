"""Checks across entries: every name that an entry uses exists and fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.catalogue.facts import FactKind
from core.catalogue.model import Catalogue, Kpi, Measure
from core.catalogue.problems import Problem

UNIT_KINDS = ("bureau", "county", "department", "town", "station", "community")
BOARD_SIZE = 12


def problems_of(catalogue: Catalogue, files: Mapping[str, str], known: set[str]) -> list[Problem]:
    """Everything wrong between entries. An entry in `known` that failed its own checks is not reported again."""
    found: list[tuple[str, str, str]] = []
    for name, measure in catalogue.measures.items():
        found += [(name, reason, mend) for reason, mend in _measure(catalogue, measure)]
    for name, kpi in catalogue.kpis.items():
        found += [(name, reason, mend) for reason, mend in _kpi(catalogue, kpi, known)]
    found += [("board", reason, mend) for reason, mend in _board(catalogue, known)]
    return [Problem(files.get(name, "board"), name, reason, mend) for name, reason, mend in found]


def _measure(catalogue: Catalogue, measure: Measure) -> Iterator[tuple[str, str]]:
    unknown = [kind for kind in measure.reported_by if kind not in UNIT_KINDS]
    if unknown or not measure.reported_by:
        yield f"reported_by names {unknown}", f"use one or more of {', '.join(UNIT_KINDS)}"
    if measure.fact is None:
        return
    fact = catalogue.facts.get(measure.fact)
    if fact is None:
        yield f"no kind of record `{measure.fact}`", f"use one of {', '.join(catalogue.facts)}"
        return
    dated = [c for c in [measure.date, measure.cohort, *measure.enter, *measure.leave] if c]
    for column in dated:
        if column not in fact.columns or fact.columns[column].type not in ("time", "day"):
            yield f"`{column}` is no time or day of {measure.fact}", "name one of its time or day columns"
    counted = [c for c in [measure.value, measure.bins.column if measure.bins else None] if c]
    for column in counted:
        if column not in fact.columns or fact.columns[column].type != "count":
            yield f"`{column}` is no count of {measure.fact}", "name one of its count columns"
    if measure.profile and measure.date and fact.columns.get(measure.date) and fact.columns[measure.date].type != "time":
        yield "an hour-of-week profile needs a time", "date it on a time column"
    if measure.officer and "officer" not in fact.columns:
        yield f"{measure.fact} has no officer", "remove `officer = true`"
    yield from _conditions(fact, measure)


def _conditions(fact: FactKind, measure: Measure) -> Iterator[tuple[str, str]]:
    for column, test in measure.conditions().items():
        if column == "unit_kind":
            allowed: dict[str, str] | None = dict.fromkeys(UNIT_KINDS, "")
        elif column in fact.lags:
            allowed = None
        elif column in fact.columns:
            allowed = fact.columns[column].choices or None
        else:
            yield f"where: {measure.fact} has no `{column}`", f"use one of {', '.join([*fact.columns, *fact.lags])}"
            continue
        named = [v for v in [test.eq, test.not_, *(test.any or []), *(test.none or [])] if v is not None]
        wrong = [v for v in named if allowed is not None and v not in allowed]
        if wrong:
            yield f"where: {column} is never {wrong}", f"use one of {', '.join(allowed or {})}"


def _kpi(catalogue: Catalogue, kpi: Kpi, known: set[str]) -> Iterator[tuple[str, str]]:
    for name in kpi.measures():
        if name not in known or (name in catalogue.kpis and name not in catalogue.measures):
            yield f"no measure `{name}`", "declare it under [measures], or mend the spelling"
    if kpi.domain not in known:
        yield f"no domain `{kpi.domain}`", f"use one of {', '.join(catalogue.domains)}"
    for name in kpi.systems:
        if name not in known:
            yield f"no system `{name}`", "use one of S01 to S30"
    for name in kpi.sources:
        if name not in known:
            yield f"no source `{name}`", f"use one of {', '.join(catalogue.sources)}"
    numerator = catalogue.measures.get(kpi.numerator)
    if numerator is None:
        return
    if kpi.kind in ("count", "stock") and numerator.kind != {"count": "flow", "stock": "stock"}[kpi.kind]:
        yield f"a {kpi.kind} cannot rest on a {numerator.kind}", "change the kind or the numerator"
    if (kpi.kind == "percentile") != (numerator.bins is not None):
        yield "a percentile rests on a binned measure, and nothing else does", "change the kind or the numerator"
    if (kpi.basis == "stock") != (numerator.kind == "stock"):
        yield f"basis `{kpi.basis}` with a {numerator.kind} numerator", "basis is stock exactly when the numerator is"
    if numerator.fact and (kpi.basis == "cohort") != (numerator.cohort is not None):
        yield f"basis `{kpi.basis}` but the numerator's cohort is {numerator.cohort}", "they must agree"


def _board(catalogue: Catalogue, known: set[str]) -> Iterator[tuple[str, str]]:
    for name in catalogue.board:
        if name not in known:
            yield f"the board shows `{name}`, which is no KPI", "name a KPI"
    if len(catalogue.board) != BOARD_SIZE or len(set(catalogue.board)) != len(catalogue.board):
        yield f"the board has {len(catalogue.board)} tiles", f"name {BOARD_SIZE} different KPIs in board.tiles"
