"""The sentences of signals (Chinese)."""

from __future__ import annotations

from core.catalogue.model import Kpi
from core.engine.answers import Window
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
        f"偶然这么多的机会{odds_text(p)}。"
    )


def cluster_text(kpi: Kpi, window: Window, figures: tuple[int, float] | None, p: float) -> str:
    """The same of a community; without figures where its small numbers are protected."""
    if figures is None:
        return (
            f"{days_text(window)}{kpi.zh}明显多于按平时份额应有的数，偶然这么多的机会{odds_text(p)}；"
            "社区的件数涉及个人，不显示。"
        )
    return rise_text(kpi, window, *figures, p, part=True)


def since_text(one: Signal) -> str:
    """Since when it is on: such as 2026-10-21, or 2026-07-01 或更早."""
    return f"{one.since} 或更早" if one.earlier else str(one.since)


def promise_text(answer: Signals) -> str:
    """What the rules of chance were held to."""
    asked = sum(one.tests for one in answer.thresholds.values())
    told = f"全局愿意承受的误报：平均每月不超过 {answer.a_month:g} 条"
    return f"{told}；界线由此、由 {asked:,} 项比较和本局自己的历史波动推得。"
