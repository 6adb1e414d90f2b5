"""Calls at night (0 to 8) that are more than a station's own year gives: are the times right?

How many calls there are is no matter here, only how they lie in the day. The night is the quiet part of it: whichever
way times are off, and by how many hours, calls of the day come to lie in it. If the nights have really become restless
it looks the same: the sentence says so, and asks for the times to be looked at.
"""

from __future__ import annotations

from core.catalogue.signal_model import SignalRule
from core.features.signals.catalogue_watches import Told, Watch
from core.features.signals.days import days_of
from core.features.signals.detection_context import Asking
from core.features.signals.reasons import nights_text
from core.features.signals.records import days_from
from core.features.signals.scan_statistics import GAP, LONGEST, YEAR, Parts
from core.store.cube_sql import HOUR
from core.store.units import UnitRef

BEHIND = YEAR + GAP + LONGEST  # days behind the first look that are read
MORNING = 8  # o'clock


def nights(asking: Asking, rule: SignalRule, first: int, last: int) -> Watch | None:
    """Stations with more at night than their own year gives; None where there is nothing to look at."""
    kpis = asking.catalogue.kpis
    measures = [kpis[kpi].numerator for kpi in rule.kpis]
    ids = [unit.id for unit in asking.stations]
    last = min(last, asking.known_to(measures))
    if last < first or not ids:
        return None
    begin = first - BEHIND
    whole = days_of(asking.store, asking.asked.coverage, ids, measures, begin, last)
    night = days_from(asking, ids, measures, f"{HOUR.format(time='f.occurred_at')} % 24 < {MORNING}", begin, last)
    parts = Parts(night, whole, rule.days)
    looks = [parts.look(end) for end in range(first + 1 - begin, last + 2 - begin)]

    def why(kpi: str, unit: UnitRef, told: Told) -> str:
        sums = whole.sums(told.window.first - begin, told.window.last + 1 - begin)
        return nights_text(kpis[kpi], told, int(sums[rule.kpis.index(kpi), ids.index(unit.id)]), MORNING)

    return Watch(rule, rule.kpis, asking.stations, looks, first, 1, why)
