"""Disputes written up as settled that call again: is what is written true?

Two things that contradict each other, and both have to be improbable. A station writes up more of its disputes as
settled within a day of their entry than its own year does; and disputes that were written up as settled bring more
calls than the station's share of them. A station that has really become faster has the first and not the second.
"""

from __future__ import annotations

import numpy as np

from core.catalogue.signal_model import WEEK, SignalRule
from core.features.signals.amount_series import AmountSeries, daily_amounts
from core.features.signals.detection_context import DetectionContext
from core.features.signals.record_series import daily_records
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import GAP, LONGEST_WINDOW, YEAR, ScanStatistics, ShareScanner
from core.features.signals.text import unsettled_text
from core.store.catalogue_tables import table_of
from core.store.units import UnitRef
from core.time.days import SECONDS_PER_DAY, week_days, week_number

DISPUTES = "disputes_reported"  # the measure of all disputes
AT_ONCE = f"f.outcome_at - max(f.occurred_at, ifnull(f.recorded_at, f.occurred_at)) <= {SECONDS_PER_DAY}"
SETTLED_BEFORE = (
    f"EXISTS (SELECT 1 FROM {table_of('dispute')} d WHERE d.id = f.dispute AND d.outcome_at <= f.occurred_at)"
)
BEHIND = YEAR + GAP + LONGEST_WINDOW  # days behind the first look that are read


def unsettled(asking: DetectionContext, rule: SignalRule, first: int, last: int) -> Scan | None:
    """Stations with more of both, asked when a week is over; None where there is nothing to look at."""
    kpis = asking.catalogue.kpis
    calls = [kpis[kpi].numerator for kpi in rule.kpis]
    weeks = range(week_number(first), week_number(min(last, asking.last_covered_day([*calls, DISPUTES])) + 1))
    ids = [unit.id for unit in asking.stations]
    if not weeks or not ids:
        return None
    begin, end = week_days(weeks[0])[0] - BEHIND, week_days(weeks[-1])[1]
    disputes = daily_amounts(asking.store, asking.snapshot.coverage, ids, [DISPUTES], begin, end)
    quick = daily_records(asking, ids, [DISPUTES], AT_ONCE, begin, end)
    again = daily_records(asking, [asking.snapshot.tree.root.id, *ids], calls, SETTLED_BEFORE, begin, end)
    ways = ShareScanner(quick, disputes, rule.days), ShareScanner.of_first_row(again, rule.days)
    pairs = [tuple(way.statistics_before(week_days(week)[1] + 1 - begin) for way in ways) for week in weeks]

    def why(kpi: str, unit: UnitRef, told: Peak) -> str:
        row, span = ids.index(unit.id), (told.window.first - begin, told.window.last + 1 - begin)
        usual = float(pairs[-1][0].expected[told.window_index, 0, row])
        return unsettled_text(told, _at(disputes, row, span), _at(quick, row, span), usual)

    return Scan(rule, rule.kpis, asking.stations, [_both(*one) for one in pairs], week_days(weeks[0])[1], WEEK, why)


def _both(settled: ScanStatistics, called: ScanStatistics) -> ScanStatistics:
    """The calls, with the probability that both are as improbable as the likelier one: they have nothing in common."""
    return called._replace(p=np.square(np.maximum(settled.p, called.p)))


def _at(days: AmountSeries, row: int, span: tuple[int, int]) -> int:
    return int(days.sums(*span)[0, row])
