"""Stations whose counts are out of all proportion, so that the data are to be checked; tested every day."""

from __future__ import annotations

from core.features.signals.amount_series import daily_amounts
from core.features.signals.detector import Detector, detects
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import SHARE_HISTORY, ShareScanner
from core.features.signals.text import expected_text, window_text


@detects("fault")
class FaultDetector(Detector):
    """Each station beside its share of the bureau: too many, too few, or both, as the rule says."""

    family = "data"

    def scan(self, first: int) -> Scan | None:
        """Test every day."""
        context, rule = self.context, self.rule
        stations = context.stations
        last = min(context.day, context.last_covered_day(self.measures))
        if last < first or not stations:
            return None
        begin, ids = first - SHARE_HISTORY, [context.bureau.id, *(station.id for station in stations)]
        series = daily_amounts(context, ids, self.measures, begin, last)
        scanner = ShareScanner.of_first_row(series, rule.days, rule.ways)
        statistics = self.statistics_before_each(scanner, [day + 1 - begin for day in range(first, last + 1)])
        return Scan(rule, rule.kpis, stations, statistics, first, 1, self.sentence)

    def sentence(self, peak: Peak) -> str:
        """Word a peak."""
        kpi, window = self.kpi(peak.kpi), peak.window
        days = window_text(window) if window.days > 1 else f"{window.end:%m-%d} 一天"
        too_few = peak.observed < peak.expected
        advice = "太少，请核对有无漏报、迟报或错录类别" if too_few else "太多，请核对有无重复入库或错录类别"
        return (
            f"{days}{kpi.zh} {peak.observed:,} {kpi.unit}，{self.by_share}{expected_text(peak.expected, kpi.unit)}，"
            f"{advice}。"
        )
