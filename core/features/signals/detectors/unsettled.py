"""Disputes written up as settled that call again, so that the settling is to be checked; tested every week.

Two things that contradict each other, and both have to be improbable. A station writes up more of its disputes as
settled within a day of their entry than its own year does; and disputes that were written up as settled bring more
calls than the station's share of them. A station that has really become faster has the first and not the second.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import WEEK
from core.features.signals.amount_series import AmountSeries, daily_amounts
from core.features.signals.detector import Detector, detects
from core.features.signals.record_series import daily_records
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import SHARE_HISTORY, ScanStatistics, ShareScanner
from core.features.signals.text import excess_headline, expected_text, window_text
from core.store.record_reach import EVER, records_since
from core.time.days import SECONDS_PER_DAY, week_days, week_number

DISPUTES = "disputes_reported"  # the measure of all disputes
AT_ONCE = f"f.outcome_at - max(f.occurred_at, ifnull(f.recorded_at, f.occurred_at)) <= {SECONDS_PER_DAY}"
SETTLED_BEFORE = "EXISTS (SELECT 1 FROM {disputes} d WHERE d.id = f.dispute AND d.outcome_at <= f.occurred_at)"


class Settling(NamedTuple):
    """A station's disputes of a window: all, those settled at once, and how many of these its own year gives."""

    disputes: int
    at_once: int
    expected: float


@detects("unsettled")
class UnsettledDetector(Detector):
    """Each station's quick settling beside its own year, and its calls after settling beside its share."""

    family = "data"

    def scan(self, first: int) -> Scan | None:
        """Test every week that is over."""
        context, rule, stations = self.context, self.rule, self.context.stations
        covered = context.last_covered_day([*self.measures, DISPUTES])
        weeks = range(week_number(first), week_number(min(context.day, covered) + 1))
        ids = [station.id for station in stations]
        if not weeks or not ids:
            return None
        begin, end = week_days(weeks[0])[0] - SHARE_HISTORY, week_days(weeks[-1])[1]
        disputes = daily_amounts(context, ids, [DISPUTES], begin, end)
        at_once = daily_records(context, ids, [DISPUTES], AT_ONCE, begin, end)
        settled_before = SETTLED_BEFORE.format(disputes=records_since(context.store, "dispute", EVER))
        calls = daily_records(context, [context.bureau.id, *ids], self.measures, settled_before, begin, end)
        settling_scanner = ShareScanner(at_once, disputes, rule.days)
        call_scanner = ShareScanner.of_first_row(calls, rule.days)
        places = [week_days(week)[1] + 1 - begin for week in weeks]
        settling = self.statistics_before_each(settling_scanner, places, "settling")
        calling = self.statistics_before_each(call_scanner, places, "calling")

        def sentence(peak: Peak) -> str:
            row, days = ids.index(peak.unit.id), (peak.window.first - begin, peak.window.last + 1 - begin)
            expected = float(settling[-1].expected[peak.window_index, 0, row])
            return self.sentence(peak, Settling(_sum(disputes, row, days), _sum(at_once, row, days), expected))

        statistics = [_both(*pair) for pair in zip(settling, calling, strict=True)]
        return Scan(rule, rule.kpis, stations, statistics, week_days(weeks[0])[1], WEEK, sentence)

    def headline(self, peak: Peak) -> str:
        """Say a peak of calls after settling in a few words."""
        what = f"化解存疑，{peak.window.days} 天内写成化解后又报警"
        return excess_headline(what, self.kpi(peak.kpi).unit, peak.observed, peak.expected)

    def sentence(self, peak: Peak, settling: Settling) -> str:
        """Word a peak of calls after settling."""
        return (
            f"{window_text(peak.window)}受理的 {settling.disputes:,} 起纠纷"
            f"有 {settling.at_once:,} 起录入后一天内写成化解，"
            f"按本所平时{expected_text(settling.expected, '起')}；同期写成化解后又报警的 {peak.observed:,} 起，"
            f"按平时的份额{expected_text(peak.expected, '起')}，请核对化解是否属实。"
        )


def _both(settling: ScanStatistics, calling: ScanStatistics) -> ScanStatistics:
    """Return the calls with the probability that both are as improbable as the likelier one: they are independent."""
    return calling._replace(p=np.square(np.maximum(settling.p, calling.p)))


def _sum(series: AmountSeries, row: int, days: tuple[int, int]) -> int:
    return int(series.sums(*days)[0, row])
