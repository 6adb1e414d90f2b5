"""Checks of campaigns: what they count can be counted over a stretch of time, and what has a target may have one."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.campaign_model import Campaign, Target
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault, unknown_kpi

COUNTED = ("count", "rate")


def campaign_faults(catalogue: Catalogue, declared: Declared, campaign: Campaign) -> Iterator[Fault]:
    """Everything that does not fit in a campaign."""
    for name in campaign.kpis:
        if name not in declared["kpis"]:
            yield unknown_kpi(name)
        elif (kpi := catalogue.kpis.get(name)) is not None and (kpi.kind not in COUNTED or kpi.basis == "stock"):
            yield f"“{name}”不是一段时间里的件数或比率", "写件数或比率"
    if len(set(campaign.kpis)) != len(campaign.kpis):
        yield "同一指标写了两次", "每个指标只写一次"
    for name, target in campaign.targets.items():
        if name not in campaign.kpis:
            yield f"给“{name}”定了目标，而本行动不数它", "写 parts 里的指标"
        elif (kpi := catalogue.kpis.get(name)) is not None:
            yield from _target(catalogue, campaign, name, kpi, target)


def _target(catalogue: Catalogue, campaign: Campaign, name: str, kpi: Kpi, target: Target) -> Iterator[Fault]:
    if kpi.direction != "up":
        yield (
            f"给“{name}”定了目标，而它不是越多越好：会逼人编数",
            "去掉目标，只作计数",
        )
    if not kpi.assess and campaign.decision is None:
        yield (
            f"给“{name}”定了目标，而它不进考核：{kpi.barred_because}",
            "在 decision 里写明由谁、何时、为何决定，或去掉目标",
        )
    if kpi.kind == "rate" and target.value > 1:
        yield f"“{name}”是比率", "目标写 0 到 1 之间的数"
    if kpi.kind == "rate" and (target.split or target.stations):
        yield f"“{name}”是比率，各单位的目标一样", "去掉 split 和 stations"
    if target.split and not any(name in exposure.counts for exposure in catalogue.exposures.values()):
        yield f"“{name}”没有可据以分摊的基数", "在 [exposures] 里写上它，或写 stations"
    if target.split and kpi.kind == "count" and not target.value.is_integer():
        yield f"“{name}”的目标 {target.value:g} 分到各单位时不能都是整数", "目标写整数，或去掉 split"
