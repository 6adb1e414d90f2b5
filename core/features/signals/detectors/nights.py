"""Calls at night (0 to 8) above a station's own year, so that the times are to be checked; tested every day.

The number of calls does not matter here, only how they are spread over the day. The night is the quiet part of it:
whichever way times are off, and by how many hours, calls of the day come to lie in it. If the nights have really become
restless it looks the same: the sentence says so, and asks for the times to be checked.
"""

from __future__ import annotations

from core.features.signals.amount_series import daily_amounts
from core.features.signals.detector import Detector, detects
from core.features.signals.record_series import daily_records
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import SHARE_HISTORY, ShareScanner
from core.features.signals.text import excess_headline, expected_text, window_text
from core.store.cube_sql import hour_sql

MORNING = 8  # o'clock
AT_NIGHT = f"{hour_sql('f.occurred_at')} % 24 < {MORNING}"


@detects("nights")
class NightsDetector(Detector):
    """Each station's nights beside its own whole days."""

    family = "data"

    def scan(self, first: int) -> Scan | None:
        """Test every day."""
        context, rule, stations = self.context, self.rule, self.context.stations
        ids = [station.id for station in stations]
        last = min(context.day, context.last_covered_day(self.measures))
        if last < first or not ids:
            return None
        begin = first - SHARE_HISTORY
        all_day = daily_amounts(context, ids, self.measures, begin, last)
        nights = daily_records(context, ids, self.measures, AT_NIGHT, begin, last)
        scanner = ShareScanner(nights, all_day, rule.days)
        statistics = self.statistics_before_each(scanner, [day + 1 - begin for day in range(first, last + 1)])

        def sentence(peak: Peak) -> str:
            sums = all_day.sums(peak.window.first - begin, peak.window.last + 1 - begin)
            return self.sentence(peak, int(sums[rule.kpis.index(peak.kpi), ids.index(peak.unit.id)]))

        return Scan(rule, rule.kpis, stations, statistics, first, 1, sentence)

    def headline(self, peak: Peak) -> str:
        """Say a peak of the nights in a few words."""
        kpi = self.kpi(peak.kpi)
        what = f"{peak.window.days} 天夜间{kpi.label}"
        return excess_headline(what, kpi.unit, peak.observed, peak.expected)

    def sentence(self, peak: Peak, count: int) -> str:
        """Word a peak of the nights among so many calls by day and night."""
        kpi = self.kpi(peak.kpi)
        return (
            f"{window_text(peak.window)}{kpi.zh} {count:,} {kpi.unit}，"
            f"其中夜间（0–{MORNING} 时）{peak.observed:,} {kpi.unit}，按本所平时一天里的分布"
            f"{expected_text(peak.expected, kpi.unit)}，请核对时间有无错位，或是否真的集中在夜间。"
        )
