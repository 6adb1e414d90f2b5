"""Checks of the rules of signals: what they watch is there and can be watched."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault
from core.catalogue.signal_model import SignalRule

FULL_SHARE = 1.0
WEEKLY_KINDS = ("cluster", "lasting")  # kinds that read the cube by weeks


def rule_faults(catalogue: Catalogue, declared: Declared, rule: SignalRule) -> Iterator[Fault]:
    """Everything that does not fit in a rule."""
    for name in rule.kpis:
        if name not in declared["kpis"]:
            yield f"no KPI `{name}`", "declare it under [kpis], or mend the spelling"
    if len(set(rule.kpis)) != len(rule.kpis):
        yield "a KPI twice", "name each KPI once"
    if len(set(rule.days)) != len(rule.days):
        yield "a window twice", "name each number of days once"
    if rule.kind == "missed" and len(rule.days) > 1:
        yield "a standard is asked over one window", "name one number of days"
    for name in rule.kpis:
        yield from _watched(catalogue, rule, name)


def _watched(catalogue: Catalogue, rule: SignalRule, name: str) -> Iterator[Fault]:
    kpi = catalogue.kpis.get(name)
    measure = catalogue.measures.get(kpi.numerator) if kpi else None
    if kpi is None or measure is None:
        return
    if rule.kind == "missed":
        if not can_miss(kpi):
            yield f"`{name}` has no standard that a running window can miss", "name a rate with a standard, no cohort"
        return
    if kpi.kind != "count" or measure.fact is None or measure.cohort:
        yield f"`{name}` is no plain count of records", "name a count of a flow"
    elif rule.kind in WEEKLY_KINDS and not (measure.profile or measure.weekly):
        yield f"`{name}` is not kept by week", "give its measure weekly = true"
    elif rule.kind != "cluster" and catalogue.sensitive_from(kpi.numerator) == "station":
        yield f"small numbers of `{name}` are hidden at stations", "name another"


def can_miss(kpi: Kpi) -> bool:
    """Tell whether four weeks can miss the standard: one of a rate, of which no outcome is still awaited."""
    return kpi.standard is not None and kpi.kind == "rate" and kpi.basis != "cohort"


def alarm_faults(catalogue: Catalogue, declared: Declared) -> Iterator[Fault]:
    """The false alarms have one entry, and the rules share them out."""
    for name in declared["false_alarms"]:
        if name != "bureau":
            yield "the one entry is bureau", "write [false_alarms.bureau]"
    if "bureau" not in declared["false_alarms"]:
        yield "no false_alarms.bureau", "write [false_alarms.bureau] a_month = 1"
    shared = sum(rule.part for rule in catalogue.signals.values() if rule.on)
    if shared > FULL_SHARE + 1e-9:
        yield f"the rules' parts of the false alarms add up to {shared:g}", "make them add up to 1 at most"
