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
from core.features.signals.catalogue_watches import Told, Watch
from core.features.signals.days import Days, Flags, Ints, days_of
from core.features.signals.detection_context import Asking
from core.features.signals.reasons import missed_text
from core.features.signals.scan_statistics import YEAR, Look
from core.features.signals.surge import Floats, student
from core.judgement.dispersion import Dispersion, of_rates
from core.judgement.standard import applies_to
from core.store.units import UnitRef
from core.time.days import week_days, week_number


def missed(asking: Asking, rule: SignalRule, first: int, last: int) -> Watch | None:
    """Standards of the bureau and its stations; None where there is nothing to ask."""
    catalogue = asking.catalogue
    wanted = rule.kpis or [kpi for kpi, one in catalogue.kpis.items() if can_miss(one)]
    kpis = [one for one in wanted if _from_records(asking, catalogue.kpis[one])]
    if not kpis:
        return None
    measures = [name for kpi in kpis for name in catalogue.kpis[kpi].measures()]
    units = [asking.asked.tree.root, *asking.stations]
    weeks = range(week_number(first), week_number(min(last, asking.known_to(measures)) + 1))
    if not weeks:
        return None
    begin, window = week_days(weeks[0])[0] - YEAR - 2 * rule.days[0], rule.days[0]
    ids = [unit.id for unit in units]
    days = days_of(asking.store, asking.asked.coverage, ids, measures, begin, week_days(weeks[-1])[1])
    asked = np.array([[applies_to(catalogue.kpis[kpi], unit) for unit in units] for kpi in kpis])
    declared = [catalogue.kpis[kpi] for kpi in kpis]
    looks = [_look(declared, days, asked, week_days(week)[1] + 1 - days.first, window) for week in weeks]

    def why(kpi: str, unit: UnitRef, told: Told) -> str:
        return missed_text(catalogue.kpis[kpi], told)

    return Watch(rule, kpis, units, looks, week_days(weeks[0])[1], WEEK, why)


def p_of_miss(standard: Standard, top: Ints, bottom: Ints, spread: Dispersion) -> Floats:
    """The probability of a rate so far on the wrong side of the standard, were it just met."""
    hit, size = top / spread.phi, bottom / spread.phi
    rest = np.maximum(size - hit, 0.0)
    if standard.op == ">=":
        tail = np.where(rest > 0, betaincc(hit + 1, np.maximum(rest, 1e-9), standard.value), 1.0)
    else:
        tail = np.where(hit > 0, betainc(np.maximum(hit, 1e-9), rest + 1, standard.value), 1.0)
    return student(np.where(size > 0, tail, 1.0), spread.df)


def _from_records(asking: Asking, kpi: Kpi) -> bool:
    return kpi.basis == "flow" and all(asking.catalogue.measures[name].fact for name in kpi.measures())


def _look(kpis: list[Kpi], days: Days, asked: Flags, end: int, window: int) -> Look:
    """One look of one window; `seen` is the denominator and `mean` the rate."""
    now, known = days.sums(end - window, end), days.known(end - window, end)
    ends = end - window * np.arange(1, YEAR // window + 1)
    then, known_then = days.sums(ends - window, ends), days.known(ends - window, ends)
    seen, rates, ps = [], [], []
    for at, kpi in enumerate(kpis):
        assert kpi.standard is not None  # asked only of KPIs that have one
        pair = slice(2 * at, 2 * at + 2)
        (top, bottom), there = now[pair], known[pair].all(0) & asked[at]
        tops, bottoms = (np.where(known_then[pair].all(0), one, 0)[..., None] for one in then[pair])
        p = p_of_miss(kpi.standard, top, bottom, of_rates(tops, bottoms))
        seen.append(bottom)
        rates.append(top / np.maximum(bottom, 1))
        ps.append(np.where(there & (bottom > 0), p, np.nan))
    return Look(np.stack(seen)[None], np.stack(rates)[None], np.stack(ps)[None])
