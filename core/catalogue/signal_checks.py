"""Checks of the rules of signals: what they watch is there and can be watched."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault, unknown_kpi
from core.catalogue.signal_model import SignalRule

FULL_SHARE = 1.0
WEEKLY_KINDS = ("cluster", "lasting")  # kinds that read the cube by weeks


def rule_faults(catalogue: Catalogue, declared: Declared, rule: SignalRule) -> Iterator[Fault]:
    """Everything that does not fit in a rule."""
    for name in (*rule.kpis, *rule.doubts):
        if name not in declared["kpis"]:
            yield unknown_kpi(name)
    if len(set(rule.kpis)) != len(rule.kpis):
        yield "同一指标写了两次", "每个指标只写一次"
    if len(set(rule.days)) != len(rule.days):
        yield "同一天数写了两次", "每个天数只写一次"
    if rule.kind == "missed" and len(rule.days) > 1:
        yield "标准只按一种天数看", "只写一个天数"
    for name in rule.kpis:
        yield from _watched(catalogue, rule, name)


def _watched(catalogue: Catalogue, rule: SignalRule, name: str) -> Iterator[Fault]:
    kpi = catalogue.kpis.get(name)
    measure = catalogue.measures.get(kpi.numerator) if kpi else None
    if kpi is None or measure is None:
        return
    if rule.kind == "missed":
        if not can_miss(kpi):
            yield f"“{name}”没有滚动期间能判未达的标准", "写有标准、不按受理归期的比率"
        return
    if kpi.kind != "count" or measure.fact is None or measure.cohort:
        yield f"“{name}”不是记录的件数", "写时期数的件数"
    elif rule.kind in WEEKLY_KINDS and not (measure.profile or measure.weekly):
        yield f"“{name}”没有按周汇总", "给它的计数项写 weekly = true"
    elif rule.kind != "cluster" and catalogue.sensitive_from(kpi.numerator) == "station":
        yield f"“{name}”的小数在派出所一级不显示", "换一个"


def can_miss(kpi: Kpi) -> bool:
    """Tell whether four weeks can miss the standard: one of a rate, of which no outcome is still awaited."""
    return kpi.standard is not None and kpi.kind == "rate" and kpi.basis != "cohort"


def alarm_faults(catalogue: Catalogue, declared: Declared) -> Iterator[Fault]:
    """The false alarms have one entry, and the rules share them out."""
    for name in declared["false_alarms"]:
        if name != "bureau":
            yield "只有 bureau 这一条", "写 [false_alarms.bureau]"
    if "bureau" not in declared["false_alarms"]:
        yield "缺少 false_alarms.bureau", "写 [false_alarms.bureau] a_month = 1"
    shared = sum(rule.part for rule in catalogue.signals.values() if rule.on)
    if shared > FULL_SHARE + 1e-9:
        yield f"各规则分摊的误报加起来是 {shared:g}", "加起来不超过 1"
