"""Standards missed beyond doubt, by a rate of what happened over four weeks; asked when a week is over.

The p is that of the exact interval (core/judgement/rates.py, `exact_interval`): the probability of so low a rate
were the standard just met, with the dispersion of the windows before it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaincc

from core.catalogue.model import Kpi, Standard
from core.catalogue.signal_checks import can_miss
from core.catalogue.signal_model import WEEK, SignalRule
from core.features.signals.amount_series import AmountSeries, Flags, Ints, daily_amounts
from core.features.signals.detection_context import DetectionContext
from core.features.signals.expected_counts import Floats, student_tail
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import YEAR, ScanStatistics
from core.features.signals.text import missed_text
from core.judgement.dispersion import Dispersion, rate_dispersion
from core.judgement.standard import applies_to
from core.store.units import UnitRef
from core.time.days import week_days, week_number


def missed(asking: DetectionContext, rule: SignalRule, first: int, last: int) -> Scan | None:
    """Standards of the bureau and its stations; None where there is nothing to ask."""
    catalogue = asking.catalogue
    wanted = rule.kpis or [kpi for kpi, one in catalogue.kpis.items() if can_miss(one)]
    kpis = [one for one in wanted if _from_records(asking, catalogue.kpis[one])]
    if not kpis:
        return None
    measures = [name for kpi in kpis for name in catalogue.kpis[kpi].measures()]
    units = [asking.snapshot.tree.root, *asking.stations]
    weeks = range(week_number(first), week_number(min(last, asking.last_covered_day(measures)) + 1))
    if not weeks:
        return None
    begin, window = week_days(weeks[0])[0] - YEAR - 2 * rule.days[0], rule.days[0]
    ids = [unit.id for unit in units]
    days = daily_amounts(asking.store, asking.snapshot.coverage, ids, measures, begin, week_days(weeks[-1])[1])
    asked = np.array([[applies_to(catalogue.kpis[kpi], unit) for unit in units] for kpi in kpis])
    declared = [catalogue.kpis[kpi] for kpi in kpis]
    looks = [standard_statistics(declared, days, asked, week_days(week)[1] + 1 - days.first, window) for week in weeks]

    def why(kpi: str, unit: UnitRef, told: Peak) -> str:
        return missed_text(catalogue.kpis[kpi], told)

    return Scan(rule, kpis, units, looks, week_days(weeks[0])[1], WEEK, why)


def p_of_miss(standard: Standard, top: Ints, bottom: Ints, spread: Dispersion) -> Floats:
    """The probability of a rate so far on the wrong side of the standard, were it just met."""
    hit, size = top / spread.phi, bottom / spread.phi
    rest = np.maximum(size - hit, 0.0)
    if standard.op == ">=":
        tail = np.where(rest > 0, betaincc(hit + 1, np.maximum(rest, 1e-9), standard.value), 1.0)
    else:
        tail = np.where(hit > 0, betainc(np.maximum(hit, 1e-9), rest + 1, standard.value), 1.0)
    return student_tail(np.where(size > 0, tail, 1.0), spread.df)


def _from_records(asking: DetectionContext, kpi: Kpi) -> bool:
    return kpi.basis == "flow" and all(asking.catalogue.measures[name].fact for name in kpi.measures())


def standard_statistics(kpis: list[Kpi], days: AmountSeries, asked: Flags, end: int, window: int) -> ScanStatistics:
    """One look of one window; `seen` is the denominator and `mean` the rate."""
    now, known = days.sums(end - window, end), days.are_complete(end - window, end)
    ends = end - window * np.arange(1, YEAR // window + 1)
    then, known_then = days.sums(ends - window, ends), days.are_complete(ends - window, ends)
    seen, rates, ps = [], [], []
    for at, kpi in enumerate(kpis):
        assert kpi.standard is not None  # asked only of KPIs that have one
        pair = slice(2 * at, 2 * at + 2)
        (top, bottom), there = now[pair], known[pair].all(0) & asked[at]
        tops, bottoms = (np.where(known_then[pair].all(0), one, 0)[..., None] for one in then[pair])
        p = p_of_miss(kpi.standard, top, bottom, rate_dispersion(tops, bottoms))
        seen.append(bottom)
        rates.append(top / np.maximum(bottom, 1))
        ps.append(np.where(there & (bottom > 0), p, np.nan))
    return ScanStatistics(np.stack(seen)[None], np.stack(rates)[None], np.stack(ps)[None])
