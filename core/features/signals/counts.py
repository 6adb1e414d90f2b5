"""Counts beside their own expectation: of stations and the bureau day by day, of communities week by week."""

from __future__ import annotations

import numpy as np

from core.catalogue.signal_model import WEEK, SignalRule
from core.features.signals.catalogue_watches import Told, Watch
from core.features.signals.days import Days, days_of, weeks_of
from core.features.signals.detection_context import Asking
from core.features.signals.reasons import cluster_text, fault_text, rise_text
from core.features.signals.scan_statistics import GAP, LEVEL, LONGEST, YEAR, YEARS_BACK, Look, Parts, Whole
from core.store.units import UnitRef
from core.time.days import week_days, week_number

PARTS_BEHIND = YEAR + GAP + LONGEST  # days behind the first look that are read
WHOLE_BEHIND = YEAR * (1 + YEARS_BACK) + GAP + LEVEL + 2 * LONGEST + 31


def rises(asking: Asking, rule: SignalRule, first: int, last: int) -> Watch | None:
    """Rises of the bureau and its stations; None where there is nothing to look at."""
    measures = _measures(asking, rule)
    units = [asking.asked.tree.root, *asking.stations]
    last = min(last, asking.known_to(measures))
    if last < first:
        return None
    own = _read(asking, measures, units[:1], first - WHOLE_BEHIND, last)
    days = _read(asking, measures, units, first - PARTS_BEHIND, last)
    whole, parts = Whole(own, rule.days, asking.catalogue.spring), Parts.of_first(days, rule.days)
    pairs = zip(_ends(own, first, last), _ends(days, first, last), strict=True)
    looks = [
        Look(*(np.concatenate(pair, axis=-1) for pair in zip(whole.look(one), parts.look(other), strict=True)))
        for one, other in pairs
    ]
    kpis, root = asking.catalogue.kpis, units[0].id

    def why(kpi: str, unit: UnitRef, told: Told) -> str:
        return rise_text(kpis[kpi], told, part=unit.id != root)

    return Watch(rule, rule.kpis, units, looks, first, 1, why)


def faults(asking: Asking, rule: SignalRule, first: int, last: int) -> Watch | None:
    """Stations whose counts are out of all proportion; None where there is nothing to look at."""
    measures = _measures(asking, rule)
    units = [asking.asked.tree.root, *asking.stations]
    last = min(last, asking.known_to(measures))
    if last < first or len(units) == 1:
        return None
    days = _read(asking, measures, units, first - PARTS_BEHIND, last)
    parts = Parts.of_first(days, rule.days, rule.ways)
    kpis = asking.catalogue.kpis

    def why(kpi: str, unit: UnitRef, told: Told) -> str:
        return fault_text(kpis[kpi], told)

    return Watch(rule, rule.kpis, units[1:], [parts.look(end) for end in _ends(days, first, last)], first, 1, why)


def clusters(asking: Asking, rule: SignalRule, first: int, last: int) -> Watch | None:
    """Communities above their share of the bureau, by weeks that are over; None where there is nothing to look at."""
    measures = _measures(asking, rule)
    units = [asking.asked.tree.root, *asking.communities]
    weeks = range(week_number(first), week_number(min(last, asking.known_to(measures)) + 1))
    if not weeks or len(units) == 1:
        return None
    behind = (YEAR + GAP + LONGEST) // WEEK + 1
    ids = [unit.id for unit in units]
    days = weeks_of(asking.store, asking.asked.coverage, ids, measures, weeks[0] - behind, weeks[-1])
    parts = Parts.of_first(days, rule.days)
    looks = [parts.look(behind + 1 + place) for place in range(len(weeks))]
    kpis = asking.catalogue.kpis

    def why(kpi: str, unit: UnitRef, told: Told) -> str:
        return cluster_text(kpis[kpi], told, hidden=asking.guard.protects([kpis[kpi].numerator], unit.id))

    return Watch(rule, rule.kpis, units[1:], looks, week_days(weeks[0])[1], WEEK, why)


def _measures(asking: Asking, rule: SignalRule) -> list[str]:
    return [asking.catalogue.kpis[kpi].numerator for kpi in rule.kpis]


def _read(asking: Asking, measures: list[str], units: list[UnitRef], first: int, last: int) -> Days:
    ids = [unit.id for unit in units]
    return days_of(asking.store, asking.asked.coverage, ids, measures, first, last)


def _ends(days: Days, first: int, last: int) -> range:
    """The places before which the looks end."""
    return range(first + 1 - days.first, last + 2 - days.first)
