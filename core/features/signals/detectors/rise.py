"""Counts beside their own expectation: of stations and the bureau day by day, of communities week by week."""

from __future__ import annotations

import numpy as np

from core.catalogue.signal_model import WEEK, SignalRule
from core.features.signals.amount_series import AmountSeries, daily_amounts, weekly_amounts
from core.features.signals.detection_context import DetectionContext
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import (
    GAP,
    LEVEL,
    LONGEST_WINDOW,
    YEAR,
    YEARS_BACK,
    OwnYearsScanner,
    ScanStatistics,
    ShareScanner,
)
from core.features.signals.text import cluster_text, fault_text, rise_text
from core.store.units import UnitRef
from core.time.days import week_days, week_number

PARTS_BEHIND = YEAR + GAP + LONGEST_WINDOW  # days behind the first look that are read
WHOLE_BEHIND = YEAR * (1 + YEARS_BACK) + GAP + LEVEL + 2 * LONGEST_WINDOW + 31


def rises(asking: DetectionContext, rule: SignalRule, first: int, last: int) -> Scan | None:
    """Rises of the bureau and its stations; None where there is nothing to look at."""
    measures = _measures(asking, rule)
    units = [asking.snapshot.tree.root, *asking.stations]
    last = min(last, asking.last_covered_day(measures))
    if last < first:
        return None
    own = _read(asking, measures, units[:1], first - WHOLE_BEHIND, last)
    days = _read(asking, measures, units, first - PARTS_BEHIND, last)
    whole, parts = OwnYearsScanner(own, rule.days, asking.catalogue.spring), ShareScanner.of_first_row(days, rule.days)
    pairs = zip(_ends(own, first, last), _ends(days, first, last), strict=True)
    looks = [
        ScanStatistics(
            *(
                np.concatenate(pair, axis=-1)
                for pair in zip(whole.statistics_before(one), parts.statistics_before(other), strict=True)
            )
        )
        for one, other in pairs
    ]
    kpis, root = asking.catalogue.kpis, units[0].id

    def why(kpi: str, unit: UnitRef, told: Peak) -> str:
        return rise_text(kpis[kpi], told, part=unit.id != root)

    return Scan(rule, rule.kpis, units, looks, first, 1, why)


def faults(asking: DetectionContext, rule: SignalRule, first: int, last: int) -> Scan | None:
    """Stations whose counts are out of all proportion; None where there is nothing to look at."""
    measures = _measures(asking, rule)
    units = [asking.snapshot.tree.root, *asking.stations]
    last = min(last, asking.last_covered_day(measures))
    if last < first or len(units) == 1:
        return None
    days = _read(asking, measures, units, first - PARTS_BEHIND, last)
    parts = ShareScanner.of_first_row(days, rule.days, rule.ways)
    kpis = asking.catalogue.kpis

    def why(kpi: str, unit: UnitRef, told: Peak) -> str:
        return fault_text(kpis[kpi], told)

    return Scan(
        rule, rule.kpis, units[1:], [parts.statistics_before(end) for end in _ends(days, first, last)], first, 1, why
    )


def clusters(asking: DetectionContext, rule: SignalRule, first: int, last: int) -> Scan | None:
    """Communities above their share of the bureau, by weeks that are over; None where there is nothing to look at."""
    measures = _measures(asking, rule)
    units = [asking.snapshot.tree.root, *asking.communities]
    weeks = range(week_number(first), week_number(min(last, asking.last_covered_day(measures)) + 1))
    if not weeks or len(units) == 1:
        return None
    behind = (YEAR + GAP + LONGEST_WINDOW) // WEEK + 1
    ids = [unit.id for unit in units]
    days = weekly_amounts(asking.store, asking.snapshot.coverage, ids, measures, weeks[0] - behind, weeks[-1])
    parts = ShareScanner.of_first_row(days, rule.days)
    looks = [parts.statistics_before(behind + 1 + place) for place in range(len(weeks))]
    kpis = asking.catalogue.kpis

    def why(kpi: str, unit: UnitRef, told: Peak) -> str:
        return cluster_text(kpis[kpi], told, hidden=asking.suppression.is_protected([kpis[kpi].numerator], unit.id))

    return Scan(rule, rule.kpis, units[1:], looks, week_days(weeks[0])[1], WEEK, why)


def _measures(asking: DetectionContext, rule: SignalRule) -> list[str]:
    return [asking.catalogue.kpis[kpi].numerator for kpi in rule.kpis]


def _read(asking: DetectionContext, measures: list[str], units: list[UnitRef], first: int, last: int) -> AmountSeries:
    ids = [unit.id for unit in units]
    return daily_amounts(asking.store, asking.snapshot.coverage, ids, measures, first, last)


def _ends(days: AmountSeries, first: int, last: int) -> range:
    """The places before which the looks end."""
    return range(first + 1 - days.first, last + 2 - days.first)
