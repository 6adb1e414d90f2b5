"""Communities above their share of the bureau, tested when a week is over."""

from __future__ import annotations

import numpy as np

from core.catalogue.signal_model import WEEK
from core.features.signals.amount_series import weekly_amounts
from core.features.signals.detector import Detector, detects
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import SHARE_HISTORY, ScanStatistics, ShareScanner
from core.features.signals.text import excess_text, window_text
from core.time.days import week_days, week_number

WEEKS_BEFORE = SHARE_HISTORY // WEEK + 1  # read before the first week tested


@detects("cluster")
class ClusterDetector(Detector):
    """Each community beside its share of the bureau, by whole weeks."""

    family = "burst"

    def scan(self, first: int) -> Scan | None:
        """Test every week that is over."""
        context, rule = self.context, self.rule
        communities = context.communities
        weeks = range(week_number(first), week_number(min(context.day, context.last_covered_day(self.measures)) + 1))
        if not weeks or not communities:
            return None
        ids = [context.bureau.id, *(unit.id for unit in communities)]
        series = weekly_amounts(context, ids, self.measures, weeks[0] - WEEKS_BEFORE, weeks[-1])
        scanner = ShareScanner.of_first_row(series, rule.days)
        statistics = self.statistics_before_each(scanner, [WEEKS_BEFORE + 1 + place for place in range(len(weeks))])
        statistics = [self._without_small_counts(statistic) for statistic in statistics]
        return Scan(rule, rule.kpis, communities, statistics, week_days(weeks[0])[1], WEEK, self.sentence)

    def _without_small_counts(self, statistics: ScanStatistics) -> ScanStatistics:
        """Let no window with a count that is hidden at a community stand out: a signal alone says that it is not 0."""
        context = self.context
        fewest = [context.fewest_told(name, context.communities[0].id) for name in self.measures]
        is_small = statistics.observed < np.array(fewest)[:, None]
        return statistics._replace(p=np.where(is_small & ~np.isnan(statistics.p), 1.0, statistics.p))

    def headline(self, peak: Peak) -> str:
        """Say a peak in a few words, without figures where a community's small numbers are protected."""
        kpi = self.kpi(peak.kpi)
        if not self.context.suppression.is_protected([kpi.numerator], peak.unit.id):
            return super().headline(peak)
        return f"{peak.window.days} 天{kpi.label}明显多于平时"

    def sentence(self, peak: Peak) -> str:
        """Word a peak, without figures where a community's small numbers are protected."""
        kpi = self.kpi(peak.kpi)
        if not self.context.suppression.is_protected([kpi.numerator], peak.unit.id):
            return excess_text(kpi, peak, self.by_share)
        return (
            f"{window_text(peak.window)}{kpi.zh}明显多于按平时在{self.context.whole}中的份额应有的数，疑似上升，请核实；"
            "社区的件数涉及个人，不显示。"
        )
