"""Words of a month chart: one sentence where something lies outside, and what the limits rest on."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.features.month_chart.limits import RUN
from core.features.month_chart.types import ChartKind, MonthChart, MonthPoint, MonthState, Side
from core.metrics.display import amount_estimate_text, amount_text, rounded_estimate
from core.time.days import month_text

CHECK = "请核实"
_BEYOND = {Side.ABOVE: "高于", Side.BELOW: "低于"}
_MOVED = {Side.ABOVE: "都高于中线，水平可能已经上移", Side.BELOW: "都低于中线，水平可能已经下移"}
_SEASON = {
    ChartKind.U_PRIME: "同月与同月比，1、2 月合为一点（春节落在其中之一）",
    ChartKind.P_PRIME: "假定没有季节",
    ChartKind.XMR: "假定没有季节",
}


def point_name(point: MonthPoint) -> str:
    """Return a name such as 2026-10, or 2026-01/02 of two months together."""
    last = "" if point.first_month == point.last_month else f"/{point.last_month % 12 + 1:02d}"
    return month_text(point.first_month) + last


def range_text(kpi: Kpi, point: MonthPoint) -> str:
    """Return the limits of a point, such as 900 至 1,180 起; empty where there are none."""
    if point.low is None or point.high is None:
        return ""
    low = amount_estimate_text(kpi, point.low).removesuffix(f" {kpi.unit}")
    return f"{low} 至 {amount_estimate_text(kpi, point.high)}"


def chart_sentence(kpi: Kpi, chart: MonthChart) -> str:
    """Say what lies outside: the newest month, or a run; nothing where nothing does."""
    clauses = []
    newest = chart.newest
    if newest is not None and newest.outside is not None and newest.exact is not None:
        figure = f"{point_name(newest)} 为 {amount_text(kpi, newest.exact)}"
        clauses.append(f"{figure}，{_BEYOND[newest.outside]}按此前各月应有的范围（{range_text(kpi, newest)}）")
    if chart.run is not None:
        months = sum(point.months for point in chart.judged)
        clauses.append(f"最近 {months} 个月{_MOVED[chart.run]}")
    return f"{'；'.join(clauses)}，{CHECK}。" if clauses else ""


def basis_text(chart: MonthChart) -> str:
    """Say what the limits rest on, or why there are none; and which months are of another area, or too young."""
    area = "" if chart.area_change is None else f"{chart.area_change}：此前各月是另一个辖区的，不作基期，也不判断。"
    return "".join(filter(None, (_limits_text(chart), area, _age_text(chart))))


def _limits_text(chart: MonthChart) -> str:
    if chart.reason is not None or chart.r is None:
        return f"没有界限：{chart.reason}。"
    first, last = chart.baseline[0], chart.baseline[-1]
    months = sum(point.months for point in chart.baseline)
    span = f"{month_text(first.first_month)} 至 {month_text(last.last_month)} 的 {months} 个月"
    correlation = f"相邻月份的相关（{rounded_estimate(chart.r, 2)}）已计入"
    return f"中线和界限（3σ）由 {span}算出，判断此后 {RUN} 点；{chart.kind}，{_SEASON[chart.kind]}，{correlation}。"


def _age_text(chart: MonthChart) -> str:
    if chart.age is None:
        return ""
    unripe = [point_name(point) for point in chart.points if point.state is MonthState.UNRIPE]
    text = f"各月都按月末后 {chart.age} 天所知"
    return f"{text}；{'、'.join(unripe)} {MonthState.UNRIPE}，不判断。" if unripe else f"{text}。"
