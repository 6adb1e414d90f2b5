"""Checks of campaigns: what they count can be counted over a stretch of time, and what has a target may have one."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.campaign_model import Campaign, Target
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault

COUNTED = ("count", "rate")


def campaign_faults(catalogue: Catalogue, declared: Declared, campaign: Campaign) -> Iterator[Fault]:
    """Everything that does not fit in a campaign."""
    for name in campaign.kpis:
        if name not in declared["kpis"]:
            yield f"no KPI `{name}`", "declare it under [kpis], or mend the spelling"
        elif (kpi := catalogue.kpis.get(name)) is not None and (kpi.kind not in COUNTED or kpi.basis == "stock"):
            yield f"`{name}` is no count or rate of what happens in a stretch of time", "name a count or a rate"
    if len(set(campaign.kpis)) != len(campaign.kpis):
        yield "a KPI twice", "name each KPI once"
    for name, target in campaign.targets.items():
        if name not in campaign.kpis:
            yield f"a target of `{name}`, which the campaign does not count", "name a KPI of its parts"
        elif (kpi := catalogue.kpis.get(name)) is not None:
            yield from _target(catalogue, campaign, name, kpi, target)


def _target(catalogue: Catalogue, campaign: Campaign, name: str, kpi: Kpi, target: Target) -> Iterator[Fault]:
    if kpi.direction != "up":
        yield (
            f"a target of `{name}`, of which more is not better: it would make people up what they report",
            "take the target away: it stays a plain count",
        )
    if not kpi.assess and campaign.decision is None:
        yield (
            f"a target of `{name}`, which is barred from assessment: {kpi.barred_because}",
            "record who decided, when and why under decision, or take the target away",
        )
    if kpi.kind == "rate" and target.value > 1:
        yield f"`{name}` is a rate", "give the bound between 0 and 1"
    if kpi.kind == "rate" and (target.split or target.stations):
        yield f"`{name}` is a rate: every unit has the same bound", "take split and stations away"
    if target.split and not any(name in exposure.counts for exposure in catalogue.exposures.values()):
        yield f"`{name}` has no exposure to be shared out by", "name it under [exposures], or give stations"
