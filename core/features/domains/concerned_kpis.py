"""KPIs that a signal or an instruction concerns: by them it belongs to a field of work, and whoever answers for it."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.catalogue.signal_key import read_signal_key
from core.catalogue.signal_model import WorkList
from core.features.signals.detectors.late import LEDGER
from core.features.signals.detectors.twice import KIND as CALLS
from core.features.signals.digest import SignalGroup, group_of
from core.features.signals.types import Signal

KPIS_OF_WORK: dict[WorkList, tuple[str, ...]] = {
    "key_disputes": ("disputes_due", "key_dispute_resolution_rate"),
    "cases": ("case_filing_on_time_rate", "case_investigation_on_time_rate", "case_conclusion_on_time_rate"),
    "instructions": ("instructions_overdue", "instruction_finish_on_time_rate"),
}
REPEATED_CALLS = ("repeat_dispute_alerts",)


def kpis_of_signal(catalogue: Catalogue, signal: Signal) -> frozenset[str]:
    """Return the KPIs that a signal concerns."""
    return kpis_of_subject(catalogue, signal.rule, signal.subject)


def kpis_of_subject(catalogue: Catalogue, rule_name: str, subject: str) -> frozenset[str]:
    """Return the KPIs that what a rule tells of a subject concerns; none of a rule that there is no more.

    A signal about records concerns every KPI that counts them, or those that its rule names; a late statistical
    report may hold any KPI.
    """
    rule = catalogue.signals.get(rule_name)
    if rule is None:
        return frozenset()
    if rule.kind == "overdue":
        return _declared(catalogue, next((kpis for work, kpis in KPIS_OF_WORK.items() if work == subject), ()))
    if rule.kind == "repeat":
        return _declared(catalogue, REPEATED_CALLS)
    if rule.kind == "late":
        return frozenset(catalogue.kpis) if subject.startswith(LEDGER) else _counting(catalogue, subject)
    own = _declared(catalogue, (subject,))
    if group_of(rule.kind) is not SignalGroup.DOUBTFUL_DATA:
        return own
    if rule.doubts:
        return own | _declared(catalogue, tuple(rule.doubts))
    fact = catalogue.measures[catalogue.kpis[subject].numerator].fact if own else CALLS
    return own | (_counting(catalogue, fact) if fact else frozenset())


def kpis_of_instruction(catalogue: Catalogue, kpi: str | None, signal: str) -> frozenset[str]:
    """Return the KPIs that an instruction concerns: the one it names, and those of its signal, a key."""
    key = read_signal_key(signal)
    return _declared(catalogue, (kpi,) if kpi else ()) | kpis_of_subject(catalogue, key.rule, key.subject)


def _declared(catalogue: Catalogue, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name in names if name in catalogue.kpis)


def _counting(catalogue: Catalogue, fact: str) -> frozenset[str]:
    """Return the KPIs that count records of a kind."""
    return frozenset(
        name
        for name, kpi in catalogue.kpis.items()
        if any(catalogue.measures[measure].fact == fact for measure in kpi.measures())
    )
