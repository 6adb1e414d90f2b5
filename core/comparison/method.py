"""Method by which a KPI of units is compared: under which law, and per what."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.funnel import Law
from core.comparison.types import ComparisonKind

NOT_COMPARABLE = "不可直接比较：单位大小不同，目录没有给这项数量指定按什么折算，只能按数值排列"
COUNTED = "全数清点的时点数，没有机会成分：名次就是名次，不作好差认定"


@dataclass(frozen=True, slots=True)
class ComparisonMethod:
    """Way in which the units' figures of one KPI are set against each other.

    `law` is None where nothing is tested. `exposure_kpi` is the stock that a count is divided by. `no_verdicts` says
    why nobody is named, whatever the figures.
    """

    kind: ComparisonKind
    law: Law | None
    unit: str
    digits: int
    scale: int = 1
    exposure_kpi: str | None = None
    highest_first: bool = True  # rank 1 is the highest value
    no_verdicts: str | None = None


def method_of(catalogue: Catalogue, name: str) -> ComparisonMethod:
    """Returns the method for a KPI, by its kind and basis."""
    kpi = catalogue.kpis[name]
    highest_first, barred = kpi.direction != "down", bar_reason(kpi)
    by_value = ComparisonMethod(
        ComparisonKind.BY_VALUE, None, kpi.unit, kpi.digits, 1, None, highest_first, barred or NOT_COMPARABLE
    )
    if kpi.basis == "stock" and kpi.kind == "stock":
        return by_value
    if kpi.basis == "stock":
        return ComparisonMethod(
            ComparisonKind.CENSUS, None, kpi.unit, kpi.digits, kpi.scale, None, highest_first, barred or COUNTED
        )
    if kpi.kind == "rate":
        return ComparisonMethod(ComparisonKind.RATE, "binomial", "%", kpi.digits, 1, None, highest_first, barred)
    if kpi.kind == "percentile":  # sooner is more within the edge
        return ComparisonMethod(ComparisonKind.RATE, "binomial", "%", 2, 1, None, not highest_first, barred)
    if kpi.kind == "ratio":
        return ComparisonMethod(
            ComparisonKind.EVENTS, "poisson", kpi.unit, kpi.digits, kpi.scale, None, highest_first, barred
        )
    for exposure in catalogue.exposures.values():
        if name in exposure.counts:
            return ComparisonMethod(
                ComparisonKind.EVENTS, "poisson", exposure.unit, 1, exposure.scale, exposure.kpi, highest_first, barred
            )
    return by_value


def bar_reason(kpi: Kpi) -> str | None:
    """Returns why a KPI never names anybody (Chinese), or None."""
    if not kpi.assess:
        return f"不进考核，只排数值，不定好差：{kpi.barred_because}"
    return "没有优劣方向，只排数值" if kpi.direction == "none" else None
