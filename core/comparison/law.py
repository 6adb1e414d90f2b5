"""How a KPI of units is compared: under which law, of what, by what."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalogue.model import Catalogue, Kpi
from core.comparison.funnel import Law
from core.comparison.types import Sort

NOT_COMPARABLE = "不可直接比较：单位大小不同，目录没有给这项数量指定按什么折算，只能按数值排列"
COUNTED = "全数清点的时点数，没有机会成分：名次就是名次，不作好差认定"


@dataclass(frozen=True, slots=True)
class Way:
    """`law` is None where nothing is tested. `by` is the KPI of a stock that a count is divided by."""

    sort: Sort
    law: Law | None
    unit: str
    digits: int
    scale: int = 1
    by: str | None = None
    upward: bool = True  # whether the first place is the highest value
    why_none: str | None = None  # why nobody is named, whatever the figures


def way_of(catalogue: Catalogue, name: str) -> Way:
    """How a KPI is compared."""
    kpi = catalogue.kpis[name]
    upward, why = kpi.direction != "down", barred(kpi)
    if kpi.basis == "stock":
        if kpi.kind == "stock":
            return Way("order", None, kpi.unit, kpi.digits, upward=upward, why_none=why or NOT_COMPARABLE)
        return Way("census", None, kpi.unit, kpi.digits, kpi.scale, upward=upward, why_none=why or COUNTED)
    if kpi.kind == "rate":
        return Way("rate", "binomial", "%", kpi.digits, upward=upward, why_none=why)
    if kpi.kind == "percentile":  # sooner is more within the edge
        return Way("rate", "binomial", "%", 2, upward=not upward, why_none=why)
    if kpi.kind == "ratio":
        return Way("events", "poisson", kpi.unit, kpi.digits, kpi.scale, upward=upward, why_none=why)
    for exposure in catalogue.exposures.values():
        if name in exposure.counts:
            by, scale = exposure.kpi, exposure.scale
            return Way("events", "poisson", exposure.unit, 1, scale, by, upward, why)
    return Way("order", None, kpi.unit, kpi.digits, upward=upward, why_none=why or NOT_COMPARABLE)


def barred(kpi: Kpi) -> str | None:
    """Why a KPI names nobody, ever."""
    if not kpi.assess:
        return f"不进考核，只排数值，不定好差：{kpi.barred_because}"
    return "没有优劣方向，只排数值" if kpi.direction == "none" else None
