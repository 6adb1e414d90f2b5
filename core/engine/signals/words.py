"""The sentences of signals (Chinese)."""

from __future__ import annotations

from datetime import date

from core.catalogue.model import Kpi
from core.engine.answers import Figure, Window
from core.engine.display import figure_text, rounded_rate, standard_text
from core.engine.signals.answers import Signal, Signals

CERTAIN = 1e-6


def odds_text(p: float) -> str:
    """A probability as people read it: such as 约 1/3,200."""
    if p < CERTAIN:
        return "不到 1/1,000,000"
    ways = 1 / p
    digits = len(str(int(ways))) - 2
    return f"约 1/{round(ways, -digits if digits > 0 else 0):,.0f}"


def days_text(window: Window) -> str:
    """A window as people read it: such as 10-25 至 10-31（7 天）."""
    return f"{window.start:%m-%d} 至 {window.end:%m-%d}（{window.days} 天）"


def rise_text(kpi: Kpi, window: Window, count: int, mean: float, p: float, *, part: bool) -> str:
    """More than a station's share, or than the bureau's own years."""
    usual = "按平时在全局中所占的份额" if part else "按往年同一时节和近期水平"
    return (
        f"{days_text(window)}{kpi.zh} {count:,} {kpi.unit}，{usual}应在 {mean:,.1f} {kpi.unit}上下，"
        f"单看这一项，偶然这么多的机会{odds_text(p)}。"
    )


def cluster_text(kpi: Kpi, window: Window, figures: tuple[int, float] | None, p: float) -> str:
    """The same of a community; without figures where its small numbers are protected."""
    if figures is None:
        return (
            f"{days_text(window)}{kpi.zh}明显多于按平时在全局中的份额应有的数，超出误报约定的界线；"
            "社区的件数涉及个人，不显示。"
        )
    return rise_text(kpi, window, *figures, p, part=True)


def fault_text(kpi: Kpi, window: Window, count: int, mean: float, p: float) -> str:
    """A station's count that is out of all proportion."""
    said = "太少，请核对有无漏报、迟报或错录类别" if count < mean else "太多，请核对有无重复入库或错录类别"
    span = days_text(window) if window.days > 1 else f"{window.end:%m-%d} 一天"
    return (
        f"{span}{kpi.zh} {count:,} {kpi.unit}，按平时在全局中所占的份额应在 {mean:,.1f} {kpi.unit}上下，"
        f"{said}；单看这一项，偶然相差这么多的机会{odds_text(p)}。"
    )


def missed_text(kpi: Kpi, window: Window, part: tuple[int, float], p: float) -> str:
    """A standard missed beyond doubt, by a rate of what happened; `part` is its denominator and the rate."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    bottom, rate = part
    value, way = rounded_rate(rate, kpi.digits), "低" if kpi.standard.op == ">=" else "高"
    return (
        f"{days_text(window)}{kpi.zh} {value}%（{round(rate * bottom):,}/{bottom:,}），"
        f"标准 {standard_text(kpi, kpi.standard)}；"
        f"若已达标，单看这一项，偶然{way}到这样的机会{odds_text(p)}。"
    )


def counted_text(kpi: Kpi, figure: Figure, day: date) -> str:
    """A standard missed by what is counted in full."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    standard = standard_text(kpi, kpi.standard)
    return f"截至 {day:%m-%d} {kpi.zh} {figure_text(kpi, figure)}，标准 {standard}；全数清点，直接比较。"


def late_text(name: str, covers_to: date, behind: int, allowed: int) -> str:
    """A source that should have come."""
    return f"{name}的数据只到 {covers_to}，已落后 {behind} 天，按它的节奏最多应落后 {allowed} 天。"


def overdue_text(what: str, count: int, longest: int, past: int) -> str:
    """A list of work past its dates."""
    beyond = f"超过 {past} 天" if past else ""
    return f"{what}逾期{beyond}的有 {count} 件，最久的已逾期 {longest} 天。"


def repeat_text(window: Window, least: int) -> str:
    """Disputes that bring calls again and again."""
    return f"{days_text(window)}已登记的纠纷再次引发报警达到 {least} 次以上，请看化解措施是否到位。"


def since_text(one: Signal) -> str:
    """Since when it is on: such as 2026-10-21, or 2026-07-01 或更早."""
    return f"{one.since} 或更早" if one.earlier else str(one.since)


def promise_text(answer: Signals) -> str:
    """What the rules of chance were held to."""
    asked = sum(one.tests for one in answer.thresholds.values())
    told = f"全局愿意承受的误报：平均每月不超过 {answer.a_month:g} 条"
    return f"{told}；界线由此、由 {asked:,} 项比较和本局自己的历史波动推得。"
