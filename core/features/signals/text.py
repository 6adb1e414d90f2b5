"""Chinese wording that several rules of signals share; the sentence of a single rule lies in its detector's file."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.features.signals.scan import Peak
from core.features.signals.types import Signal, Signals
from core.metrics.types import Window

CERTAIN = 1e-6
BY_SHARE = "按平时在全局中所占的份额"


def odds_text(p: float) -> str:
    """Return a probability as people read it: such as 约 1/3,200."""
    if p < CERTAIN:
        return "不到 1/1,000,000"
    odds = 1 / p
    digits = len(str(int(odds))) - 2
    return f"约 1/{round(odds, -digits if digits > 0 else 0):,.0f}"


def window_text(window: Window) -> str:
    """Return a window as people read it: such as 10-25 至 10-31（7 天）."""
    return f"{window.start:%m-%d} 至 {window.end:%m-%d}（{window.days} 天）"


def excess_text(kpi: Kpi, peak: Peak, basis: str) -> str:
    """Say that a count is more than it should be on some basis."""
    return (
        f"{window_text(peak.window)}{kpi.zh} {peak.observed:,} {kpi.unit}，"
        f"{basis}应在 {peak.expected:,.1f} {kpi.unit}上下，单看这一项，偶然这么多的机会{odds_text(peak.p)}。"
    )


def since_text(signal: Signal) -> str:
    """Return since when a signal is active: such as 2026-10-21, or 2026-07-01 或更早."""
    return f"{signal.since} 或更早" if signal.began_earlier else str(signal.since)


def promise_text(signals: Signals) -> str:
    """Say to how many false alarms the rules of chance are held."""
    tests = sum(threshold.tests for threshold in signals.thresholds.values())
    promise = f"全局愿意承受的误报：平均每月不超过 {signals.false_alarms_a_month:g} 条"
    return f"{promise}；界线由此、由 {tests:,} 项比较和本局自己的历史波动推得。"
