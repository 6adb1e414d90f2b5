"""Checks of what fair comparisons rest on: peer groups, exposures, and strata that add up to their whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from core.catalogue.facts import FactKind
from core.catalogue.peer_model import SHIPPED_GROUPS, Exposure
from core.catalogue.problems import Fault

if TYPE_CHECKING:
    from core.catalogue.kpi_model import Kpi
    from core.catalogue.measure_model import Condition, Measure
    from core.catalogue.model import Catalogue

Declared = Mapping[str, Mapping[str, str]]
SHARED_FIELDS = ("unit", "kind", "fact", "date", "value", "cohort", "enter", "leave", "bins", "reported_by")


def group_faults(name: str) -> Iterator[Fault]:
    """A bureau's own group does not take the name of one that everybody has."""
    if name in SHIPPED_GROUPS:
        yield f"`{name}` is a group that every bureau has", "give it another id"


def exposure_faults(catalogue: Catalogue, declared: Declared, name: str, exposure: Exposure) -> Iterator[Fault]:
    """It divides by a stock, and what it divides are counts that no other exposure divides."""
    for one in (exposure.kpi, *exposure.counts):
        if one not in declared["kpis"]:
            yield f"no KPI `{one}`", "declare it under [kpis], or mend the spelling"
    kpis = catalogue.kpis
    if exposure.kpi in kpis and kpis[exposure.kpi].kind != "stock":
        yield f"`{exposure.kpi}` is no stock", "name a KPI of kind stock"
    for one in exposure.counts:
        if one in kpis and kpis[one].kind != "count":
            yield f"`{one}` is no count", "name KPIs of kind count"
    for other, entry in catalogue.exposures.items():
        both = set(exposure.counts) & set(entry.counts)
        if name < other and both:
            yield f"{', '.join(sorted(both))} also under `{other}`", "name each count once"


def strata_faults(catalogue: Catalogue, declared: Declared, kpi: Kpi) -> Iterator[Fault]:
    """The strata are rates whose numerators and denominators add up to the whole's, each record in exactly one."""
    if not kpi.strata:
        return
    for one in kpi.strata:
        if one not in declared["kpis"]:
            yield f"strata name `{one}`, which is no KPI", "declare it under [kpis], or mend the spelling"
    parts = [catalogue.kpis[one] for one in kpi.strata if one in catalogue.kpis]
    if len(parts) < len(kpi.strata):
        return
    if len(parts) < 2 or any((part.kind, part.basis) != ("rate", kpi.basis) for part in [kpi, *parts]):
        yield "strata are two rates or more, of the same basis as the whole", "name such KPIs"
        return
    for side in ("numerator", "denominator"):
        names = [getattr(one, side) for one in (kpi, *parts)]
        if any(name not in catalogue.measures for name in names):
            continue  # told elsewhere
        whole, *pieces = (catalogue.measures[name] for name in names)
        if not adds_up(catalogue.facts, whole, pieces):
            yield (
                f"the {side}s of the strata do not add up to `{names[0]}`",
                "let them differ from the whole in one required column, whose values they share out",
            )


def adds_up(facts: Mapping[str, FactKind], whole: Measure, parts: list[Measure]) -> bool:
    """Whether each record of the whole is in exactly one part: told by their conditions, without looking at records."""
    fact = facts.get(whole.fact or "")
    if fact is None or any(getattr(part, field) != getattr(whole, field) for part in parts for field in SHARED_FIELDS):
        return False
    columns = {name for part in parts for name in part.where if part.where[name] != whole.where.get(name)}
    if len(columns) != 1 or any(set(part.where) != set(whole.where) | columns for part in parts):
        return False
    column = columns.pop()
    declared = fact.columns.get(column)
    if declared is None or not declared.required or declared.type not in ("choice", "flag"):
        return False
    every = set(declared.choices) if declared.type == "choice" else {True, False}
    pieces = [_values(part.where[column], every) for part in parts]
    apart = all(not one & two for one, two in combinations(pieces, 2))
    return apart and set().union(*pieces) == _values(whole.where.get(column), every)


def _values(test: Condition | None, every: set[str] | set[bool]) -> set[object]:
    """The values of a required column that satisfy a condition."""
    found: set[object] = set(every)
    if test is None:
        return found
    if test.eq is not None:
        found &= {test.eq}
    if test.any is not None:
        found &= set(test.any)
    if test.not_ is not None:
        found -= {test.not_}
    return found - set(test.none or [])
