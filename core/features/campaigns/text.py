"""A campaign as people read it: its heading, and each line as cells. Rounding is core/metrics/display's."""

from __future__ import annotations

from fractions import Fraction

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.campaigns.types import CampaignLine, CampaignProgress, CampaignStatus, TargetStatus
from core.metrics.display import (
    NO_DATA,
    bound_text,
    declared_text,
    figure_text,
    rounded,
    rounded_estimate,
    rounded_rate,
)
from core.metrics.types import Figure

OPEN_MARK = "＊"
UNRIPE = "未到期"
LINE_HEADS = ("计数项", "计数", "目标", "完成", "95% 区间", "进度", "折算", "说明")
STATUS_SHAPES = {
    TargetStatus.AHEAD: "▲",
    TargetStatus.BEHIND: "▼",
    TargetStatus.ON_PACE: "≈",
    TargetStatus.REACHED: "√",
    TargetStatus.NOT_REACHED: "×",
    TargetStatus.MET: "√",
    TargetStatus.MISSED: "×",
    TargetStatus.UNDECIDED: "◆",
}


def status_text(status: TargetStatus | None) -> str:
    """A status with its shape, such as ▲ 超前; empty where there is none."""
    return "" if status is None else f"{STATUS_SHAPES[status]} {status}"


def percent(share: Fraction) -> str:
    """A share as 61.0%; over 100% too, and one just short of all as 99.96%."""
    return f"{percent_number(share)}%"


def percent_number(share: Fraction) -> str:
    """The number of a share in percent, without the sign."""
    return rounded_rate(share, 1)


def rate_text(line: CampaignLine) -> str:
    """The count by its exposure, such as 12.3 次/百人; empty where there is none."""
    return "" if line.exposure_rate is None else f"{rounded(line.exposure_rate.exact, 1)} {line.exposure_rate.unit}"


def heading(progress: CampaignProgress) -> str:
    """The campaign, the unit, the dates, how many days are over, and as of when the data are."""
    name = f"{progress.zh}　{progress.units[0].name}："
    if progress.window is None:
        return f"{name}还没有定起止日期"
    span = f"{progress.window.start} 至 {progress.window.end}"
    if progress.status is CampaignStatus.NOT_STARTED:
        return f"{name}{span}，{progress.status}；数据截至 {progress.as_of}"
    day = (
        f"第 {progress.elapsed_days} 天，共 {progress.total_days} 天，"
        if progress.status is CampaignStatus.RUNNING
        else f"共 {progress.total_days} 天，"
    )
    return (
        f"{name}{span}，{progress.status}，{day}时间进度 {percent(progress.elapsed_share)}；数据截至 {progress.as_of}"
    )


def mark_note(progress: CampaignProgress) -> str:
    """Explain the mark of figures that may still change; empty where there is none."""
    has_open_lines = any(line.open_reason for line in progress.lines.values())
    return f"{OPEN_MARK} 未定数：行动未结束、还在办理，或有数据未到，之后可能变" if has_open_lines else ""


def figure_with_counts(kpi: Kpi, figure: Figure, open_reason: str) -> str:
    """A figure, of a rate with its numerator and denominator, and the mark of one that may still change."""
    if figure.is_unripe:
        return UNRIPE
    text = figure_text(kpi, figure)
    if figure.value is None:
        return text
    if figure.denominator is not None:
        text += f"（{figure.numerator:,.0f}/{figure.denominator:,.0f}）"
    return text + (OPEN_MARK if open_reason else "")


def value_text(kpi: Kpi, line: CampaignLine) -> str:
    """The figure of a line with its counts and its mark."""
    return figure_with_counts(kpi, line.figure, line.open_reason)


def target_text(kpi: Kpi, line: CampaignLine) -> str:
    """The target; empty where there is none."""
    if line.target is None:
        return ""
    return f"≥ {bound_text(line.target)}%" if kpi.kind == "rate" else f"{declared_text(line.target)} {kpi.unit}"


def interval_text(line: CampaignLine) -> str:
    """The 95% interval of a rate; empty of a count, which is known."""
    if line.low is None or line.high is None:
        return ""
    return "–".join(f"{rounded_estimate(end * 100, 1)}%" for end in (line.low, line.high))


def cells(catalogue: Catalogue, line: CampaignLine) -> list[str]:
    """A line in the order of LINE_HEADS."""
    kpi = catalogue.kpis[line.kpi]
    return [
        kpi.zh,
        value_text(kpi, line),
        target_text(kpi, line),
        "" if line.completion is None else percent(line.completion),
        interval_text(line),
        status_text(line.status),
        rate_text(line),
        line.figure.reason or line.reason or (NO_DATA if line.figure.value is None else ""),
    ]
