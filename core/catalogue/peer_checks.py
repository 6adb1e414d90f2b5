"""Checks of what fair comparisons rest on: peer groups, exposures, and strata that add up to their whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from core.catalogue.facts import FactKind
from core.catalogue.peer_model import SHIPPED_GROUPS, Exposure
from core.catalogue.problems import Declared, Fault, unknown_kpi

if TYPE_CHECKING:
    from core.catalogue.kpi_model import Kpi
    from core.catalogue.measure_model import Condition, Measure
    from core.catalogue.model import Catalogue

SHARED_FIELDS = ("unit", "kind", "fact", "date", "value", "cohort", "enter", "leave", "bins", "reported_by")


def group_faults(name: str) -> Iterator[Fault]:
    """A bureau's own group does not take the name of one that everybody has."""
    if name in SHIPPED_GROUPS:
        yield f"“{name}”是自带的同类组", "换一个编号"


def exposure_faults(catalogue: Catalogue, declared: Declared, name: str, exposure: Exposure) -> Iterator[Fault]:
    """It divides by a stock, and what it divides are counts that no other exposure divides."""
    for kpi_id in (exposure.kpi, *exposure.counts):
        if kpi_id not in declared["kpis"]:
            yield unknown_kpi(kpi_id)
    kpis = catalogue.kpis
    if exposure.kpi in kpis and kpis[exposure.kpi].kind != "stock":
        yield f"“{exposure.kpi}”不是时点数", '写 kind = "stock" 的指标'
    for kpi_id in exposure.counts:
        if kpi_id in kpis and kpis[kpi_id].kind != "count":
            yield f"“{kpi_id}”不是件数", '写 kind = "count" 的指标'
    for other, entry in catalogue.exposures.items():
        both = set(exposure.counts) & set(entry.counts)
        if name < other and both:
            yield f"“{'、'.join(sorted(both))}”在“{other}”里也有", "每个件数只写一处"


def strata_faults(catalogue: Catalogue, declared: Declared, kpi: Kpi) -> Iterator[Fault]:
    """The strata are rates whose numerators and denominators add up to the whole's, each record in exactly one."""
    if not kpi.strata:
        return
    for stratum in kpi.strata:
        if stratum not in declared["kpis"]:
            yield f"strata 写了“{stratum}”，没有这个指标", "在 [kpis] 里声明它，或改正拼写"
    strata = [catalogue.kpis[stratum] for stratum in kpi.strata if stratum in catalogue.kpis]
    if len(strata) < len(kpi.strata):
        return
    if len(strata) < 2 or any((kpi_part.kind, kpi_part.basis) != ("rate", kpi.basis) for kpi_part in [kpi, *strata]):
        yield "strata 要是两个以上的比率，basis 与整体相同", "写这样的指标"
        return
    for side, label in (("numerator", "分子"), ("denominator", "分母")):
        names = [getattr(stratum, side) for stratum in (kpi, *strata)]
        if any(name not in catalogue.measures for name in names):
            continue  # told elsewhere
        total, *pieces = (catalogue.measures[name] for name in names)
        if not adds_up(catalogue.facts, total, pieces):
            yield (
                f"strata 各项的{label}加起来不是“{names[0]}”",
                "各项只比整体多一个必填列的条件，并把这一列的值分尽",
            )


def adds_up(facts: Mapping[str, FactKind], total: Measure, part_measures: list[Measure]) -> bool:
    """Tell from the conditions alone whether each record of the whole is in exactly one part."""
    fact = facts.get(total.fact or "")
    if fact is None or any(
        getattr(measure, field) != getattr(total, field) for measure in part_measures for field in SHARED_FIELDS
    ):
        return False
    columns = {
        name for measure in part_measures for name in measure.where if measure.where[name] != total.where.get(name)
    }
    if len(columns) != 1 or any(set(measure.where) != set(total.where) | columns for measure in part_measures):
        return False
    column = columns.pop()
    declared = fact.columns.get(column)
    if declared is None or not declared.required or declared.type not in ("choice", "flag"):
        return False
    all_values = set(declared.choices) if declared.type == "choice" else {True, False}
    pieces = [_values(measure.where[column], all_values) for measure in part_measures]
    apart = all(not first & second for first, second in combinations(pieces, 2))
    return apart and set().union(*pieces) == _values(total.where.get(column), all_values)


def _values(test: Condition | None, all_values: set[str] | set[bool]) -> set[object]:
    """The values of a required column that satisfy a condition."""
    allowed: set[object] = set(all_values)
    if test is None:
        return allowed
    if test.eq is not None:
        allowed &= {test.eq}
    if test.any is not None:
        allowed &= set(test.any)
    if test.not_ is not None:
        allowed -= {test.not_}
    return allowed - set(test.none or [])
