"""Chinese text of how a KPI's month chart is drawn and read; the method itself is in core/features/month_chart."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.features.month_chart.limits import RUN
from core.features.month_chart.months import AGE, BASELINE_MONTHS, chart_kind
from core.features.month_chart.types import ChartKind

_CHARTS = {
    ChartKind.U_PRIME: (
        "u′ 图（Laney 2002）：各月件数与基期同月的日均相比（1、2 月合为一点，春节落在其中之一），"
        "离散按相邻月份的移动极差"
    ),
    ChartKind.P_PRIME: "p′ 图（Laney 2002）：各月比率与基期合计的比率相比，假定没有季节，离散按相邻月份的移动极差",
    ChartKind.XMR: "单值与移动极差图（XmR，Wheeler 1993）：均值 ± 2.66 倍平均移动极差，假定没有季节",
}


def month_chart_method(kpi: Kpi) -> str:
    """Return how a KPI's month chart is drawn and read."""
    age = f"各月都按月末后 {AGE} 天所知，不到 {AGE} 天的标未到期、不判断；" if kpi.basis == "cohort" else ""
    return (
        f"{_CHARTS[chart_kind(kpi)]}，界限 3σ（Shewhart 1931），相邻月份的相关已计入。{age}"
        f"最近 {RUN} 点由此前至多 {BASELINE_MONTHS} 个月来判断：最近一点在界限之外，或 {RUN} 点都在中线一侧"
        "（Western Electric 1956），才说一句，请核实；"
        "没有变化时每个月偶然这样说的，ρ 不大于 0.3 时多数在 2% 以内，至多约 3%"
    )
