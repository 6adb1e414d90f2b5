"""Calls at night (0 to 8) that are more than a station's own year gives: are the times right?

How many calls there are is no matter here, only how they lie in the day. The night is the quiet part of it: whichever
way times are off, and by how many hours, calls of the day come to lie in it. If the nights have really become restless
it looks the same: the sentence says so, and asks for the times to be looked at.
"""

from __future__ import annotations

from core.catalogue.signal_model import SignalRule
from core.features.signals.amount_series import daily_amounts
from core.features.signals.detection_context import DetectionContext
from core.features.signals.record_series import daily_records
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import GAP, LONGEST_WINDOW, YEAR, ShareScanner
from core.features.signals.text import nights_text
from core.store.cube_sql import HOUR
from core.store.units import UnitRef

BEHIND = YEAR + GAP + LONGEST_WINDOW  # days behind the first look that are read
MORNING = 8  # o'clock


def nights(asking: DetectionContext, rule: SignalRule, first: int, last: int) -> Scan | None:
    """Stations with more at night than their own year gives; None where there is nothing to look at."""
    kpis = asking.catalogue.kpis
    measures = [kpis[kpi].numerator for kpi in rule.kpis]
    ids = [unit.id for unit in asking.stations]
    last = min(last, asking.last_covered_day(measures))
    if last < first or not ids:
        return None
    begin = first - BEHIND
    whole = daily_amounts(asking.store, asking.snapshot.coverage, ids, measures, begin, last)
    night = daily_records(asking, ids, measures, f"{HOUR.format(time='f.occurred_at')} % 24 < {MORNING}", begin, last)
    parts = ShareScanner(night, whole, rule.days)
    looks = [parts.statistics_before(end) for end in range(first + 1 - begin, last + 2 - begin)]

    def why(kpi: str, unit: UnitRef, told: Peak) -> str:
        sums = whole.sums(told.window.first - begin, told.window.last + 1 - begin)
        return nights_text(kpis[kpi], told, int(sums[rule.kpis.index(kpi), ids.index(unit.id)]), MORNING)

    return Scan(rule, rule.kpis, asking.stations, looks, first, 1, why)
