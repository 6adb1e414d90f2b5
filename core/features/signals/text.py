"""The sentences of signals (Chinese)."""

from __future__ import annotations

from datetime import date

from core.catalogue.model import Kpi
from core.features.signals.scan import Peak
from core.features.signals.types import Signal, Signals
from core.metrics.display import figure_text, rounded_rate, standard_text
from core.metrics.types import Figure, Window

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


def rise_text(kpi: Kpi, told: Peak, *, part: bool) -> str:
    """More than a station's share, or than the bureau's own years."""
    usual = "按平时在全局中所占的份额" if part else "按往年同一时节和近期水平"
    return (
        f"{days_text(told.window)}{kpi.zh} {told.observed:,} {kpi.unit}，{usual}应在 {told.expected:,.1f} {kpi.unit}上下，"
        f"单看这一项，偶然这么多的机会{odds_text(told.p)}。"
    )


def cluster_text(kpi: Kpi, told: Peak, *, hidden: bool) -> str:
    """The same of a community; without figures where its small numbers are protected."""
    if hidden:
        return (
            f"{days_text(told.window)}{kpi.zh}明显多于按平时在全局中的份额应有的数，超出误报约定的界线；"
            "社区的件数涉及个人，不显示。"
        )
    return rise_text(kpi, told, part=True)


def fault_text(kpi: Kpi, told: Peak) -> str:
    """A station's count that is out of all proportion."""
    said = (
        "太少，请核对有无漏报、迟报或错录类别"
        if told.observed < told.expected
        else "太多，请核对有无重复入库或错录类别"
    )
    span = days_text(told.window) if told.window.days > 1 else f"{told.window.end:%m-%d} 一天"
    return (
        f"{span}{kpi.zh} {told.observed:,} {kpi.unit}，按平时在全局中所占的份额应在 {told.expected:,.1f} {kpi.unit}上下，"
        f"{said}；单看这一项，偶然相差这么多的机会{odds_text(told.p)}。"
    )


def missed_text(kpi: Kpi, told: Peak) -> str:
    """A standard missed beyond doubt, by a rate of what happened; what was seen is its denominator."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    bottom, rate = told.observed, told.expected
    value, way = rounded_rate(rate, kpi.digits), "低" if kpi.standard.op == ">=" else "高"
    return (
        f"{days_text(told.window)}{kpi.zh} {value}%（{round(rate * bottom):,}/{bottom:,}），"
        f"标准 {standard_text(kpi, kpi.standard)}；"
        f"若已达标，单看这一项，偶然{way}到这样的机会{odds_text(told.p)}。"
    )


def nights_text(kpi: Kpi, told: Peak, whole: int, morning: int) -> str:
    """More at night than the station's own year gives."""
    return (
        f"{days_text(told.window)}{kpi.zh} {whole:,} {kpi.unit}，其中夜间（0–{morning} 时）{told.observed:,} {kpi.unit}，"
        f"按本所平时一天里的分布应在 {told.expected:,.1f} {kpi.unit}上下，请核对时间有无错位，或是否真的集中在夜间；"
        f"单看这一项，偶然这么多的机会{odds_text(told.p)}。"
    )


def unsettled_text(told: Peak, disputes: int, quick: int, usual: float) -> str:
    """Settled within a day, and calling again."""
    return (
        f"{days_text(told.window)}受理的 {disputes:,} 起纠纷有 {quick:,} 起录入后一天内写成化解，"
        f"按本所平时应在 {usual:,.1f} 起上下；同期写成化解后又报警的 {told.observed:,} 起，"
        f"按平时的份额应在 {told.expected:,.1f} 起上下，请核对化解是否属实；"
        f"单看本所，两项同时偶然如此的机会{odds_text(told.p)}。"
    )


def twice_text(window: Window, count: int) -> str:
    """Calls that are there already."""
    return f"{days_text(window)}有 {count:,} 起警情除编号外与另一起完全相同，请核对有无重复入库。"


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
    return f"{one.since} 或更早" if one.began_earlier else str(one.since)


def promise_text(answer: Signals) -> str:
    """What the rules of chance were held to."""
    asked = sum(one.tests for one in answer.thresholds.values())
    told = f"全局愿意承受的误报：平均每月不超过 {answer.false_alarms_a_month:g} 条"
    return f"{told}；界线由此、由 {asked:,} 项比较和本局自己的历史波动推得。"
