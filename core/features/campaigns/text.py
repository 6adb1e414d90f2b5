"""A campaign as people read it: its heading, and each line as cells. Rounding is display's."""

from __future__ import annotations

from core.catalogue.model import Catalogue, Kpi
from core.features.campaigns.types import Line, Progress
from core.metrics.display import NO_DATA, figure_text, rounded

OPEN = "＊"
LINE_HEADS = ("计数项", "计数", "目标", "完成", "95% 区间", "进度", "折算", "说明")
MARKS = {
    "超前": "▲ 超前", "滞后": "▼ 滞后", "与时间相当": "≈ 与时间相当", "已达目标": "√ 已达目标",
    "未达目标": "× 未达目标",
    "达标": "√ 达标", "未达标": "× 未达标", "尚难判定": "◆ 尚难判定", "": "",
}  # fmt: skip


def percent(share: float, digits: int = 1) -> str:
    """A share as 61.0%; over 100% too."""
    return f"{rounded(share * 100, digits)}%"


def heading(found: Progress) -> str:
    """The campaign, the unit, the dates, how many days are over, and as of when the data are."""
    name = f"{found.zh}　{found.units[0].name}："
    if found.window is None:
        return f"{name}还没有定起止日期"
    span = f"{found.window.start} 至 {found.window.end}"
    if found.state == "未开始":
        return f"{name}{span}，未开始；数据截至 {found.as_of}"
    day = f"第 {found.elapsed} 天，共 {found.days} 天，" if found.state == "进行中" else f"共 {found.days} 天，"
    return f"{name}{span}，{found.state}，{day}时间进度 {percent(found.time)}；数据截至 {found.as_of}"


def mark_note(found: Progress) -> str:
    """What the mark of figures that may still change means; empty where there is none."""
    some = any(line.open_because for line in found.lines.values())
    return f"{OPEN} 未定数：行动未结束、还在办理，或有数据未到，之后可能变" if some else ""


def value_text(kpi: Kpi, line: Line) -> str:
    """The figure, with the mark of one that may still change; of a rate its numerator and denominator too."""
    text = figure_text(kpi, line.figure)
    if line.figure.value is None:
        return text
    if line.figure.denominator is not None:
        text += f"（{line.figure.numerator:,.0f}/{line.figure.denominator:,.0f}）"
    return text + (OPEN if line.open_because else "")


def target_text(kpi: Kpi, line: Line) -> str:
    """The target; empty where there is none."""
    if line.target is None:
        return ""
    return f"≥ {percent(line.target, 0)}" if kpi.kind == "rate" else f"{rounded(line.target, 0)} {kpi.unit}"


def interval_text(line: Line) -> str:
    """The 95% interval of the share that is done, or of the rate."""
    return "" if line.low is None or line.high is None else f"{percent(line.low)}–{percent(line.high)}"


def cells(catalogue: Catalogue, line: Line) -> list[str]:
    """A line in the order of LINE_HEADS."""
    kpi = catalogue.kpis[line.kpi]
    return [
        kpi.zh,
        value_text(kpi, line),
        target_text(kpi, line),
        "" if line.done is None else percent(line.done),
        interval_text(line),
        MARKS[line.standing],
        "" if line.per is None else f"{rounded(line.per.value, 1)} {line.per.unit}",
        line.figure.reason or line.reason or (NO_DATA if line.figure.value is None else ""),
    ]
