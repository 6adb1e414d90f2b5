"""Chinese wording that several rules of signals share; the sentence of a single rule lies in its detector's file."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.features.signals.chance_text import wait_text
from core.features.signals.scan import Peak
from core.features.signals.types import Signal, Signals
from core.metrics.display import rounded_estimate
from core.metrics.types import Window

SMALLEST_USUAL, WHOLE_FROM = 0.1, 10  # expected counts: below the one none is named, from the other on in whole numbers
BY_SHARE = "按平时在{whole}中所占的份额"


def rate_text(a_month: float) -> str:
    """Return a number of signals a month as people read it: such as 0.3."""
    return f"{float(f'{a_month:.2g}'):.10f}".rstrip("0").rstrip(".")


def range_text(window: Window) -> str:
    """Return the first and last day of a window: such as 10-25 至 10-31, with the year where it began in another."""
    start = f"{window.start:%m-%d}" if window.start.year == window.end.year else str(window.start)
    return f"{start} 至 {window.end:%m-%d}"


def window_text(window: Window) -> str:
    """Return a window as people read it: such as 10-25 至 10-31（7 天）."""
    return f"{range_text(window)}（{window.days} 天）"


def excess_text(kpi: Kpi, peak: Peak, basis: str) -> str:
    """Say that a count is more than it should be on some basis."""
    return (
        f"{window_text(peak.window)}{kpi.zh} {peak.observed:,} {kpi.unit}，"
        f"{basis}{expected_text(peak.expected, kpi.unit)}，疑似上升，请核实。"
    )


def expected_text(expected: float, unit: str) -> str:
    """Say an expected count: such as 应在 8.1 起上下; of hardly any that it is less, and never 0.0."""
    if expected < SMALLEST_USUAL:
        return f"应不到 {SMALLEST_USUAL} {unit}"
    return f"应在 {rounded_estimate(expected, 1)} {unit}上下"


def excess_headline(what: str, unit: str, observed: int, expected: float) -> str:
    """Say a count beside its usual number in a few words: such as 7 天电诈警情 8 起，平时约 0.4 起."""
    usual = rounded_estimate(expected, 1 if expected < WHOLE_FROM else 0)
    about = f"约 {usual}" if expected >= SMALLEST_USUAL else f"不到 {SMALLEST_USUAL}"
    return f"{what} {observed:,} {unit}，平时{about} {unit}"


def since_text(signal: Signal) -> str:
    """Return since when a signal is active: such as 2026-10-21, or 2026-07-01 或更早."""
    return f"{signal.since} 或更早" if signal.began_earlier else str(signal.since)


def promise_text(signals: Signals) -> str:
    """Say to how many false alarms the rules of chance are held."""
    tests = sum(threshold.tests for threshold in signals.thresholds.values())
    promise = f"约定：即使一切如常，{signals.whole}所有预警合计至多大约{wait_text(signals.false_alarms_a_month)}"
    return f"{promise}；界线由此、由 {tests:,} 项比较和本局自己的历史波动推得。"
