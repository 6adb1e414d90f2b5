"""Counts of the bureau and its stations above their own expectation, tested every day."""

from __future__ import annotations

import numpy as np

from core.features.signals.amount_series import daily_amounts
from core.features.signals.detector import Detector, detects
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import (
    OWN_YEARS_HISTORY,
    SHARE_HISTORY,
    OwnYearsScanner,
    ScanStatistics,
    ShareScanner,
)
from core.features.signals.text import excess_text

BY_OWN_YEARS = "按往年同一时节和近期水平"


@detects("rise")
class RiseDetector(Detector):
    """The bureau beside its own years, and each station beside its share of the bureau."""

    family = "burst"

    def scan(self, first: int) -> Scan | None:
        """Test every day for counts above their expectation."""
        context, rule = self.context, self.rule
        units = [context.bureau, *context.stations]
        ids = [unit.id for unit in units]
        last = min(context.day, context.last_covered_day(self.measures))
        if last < first:
            return None
        own_begin, share_begin = first - OWN_YEARS_HISTORY, first - SHARE_HISTORY
        own = daily_amounts(context, ids[:1], self.measures, own_begin, last)
        shares = daily_amounts(context, ids, self.measures, share_begin, last)
        own_scanner = OwnYearsScanner(own, rule.days, context.catalogue.spring)
        share_scanner = ShareScanner.of_first_row(shares, rule.days)
        days = range(first, last + 1)
        by_bureau = self.statistics_before_each(own_scanner, [day + 1 - own_begin for day in days], "own years")
        by_station = self.statistics_before_each(share_scanner, [day + 1 - share_begin for day in days], "share")
        statistics = [_side_by_side(*pair) for pair in zip(by_bureau, by_station, strict=True)]
        return Scan(rule, rule.kpis, units, statistics, first, 1, self.sentence)

    def sentence(self, peak: Peak) -> str:
        """Word a peak."""
        is_bureau = peak.unit.id == self.context.bureau.id
        return excess_text(self.kpi(peak.kpi), peak, BY_OWN_YEARS if is_bureau else self.by_share)


def _side_by_side(bureau: ScanStatistics, stations: ScanStatistics) -> ScanStatistics:
    return ScanStatistics(*(np.concatenate(pair, axis=-1) for pair in zip(bureau, stations, strict=True)))
