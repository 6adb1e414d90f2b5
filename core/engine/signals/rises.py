"""Counts above their own expectation: of stations and of the bureau day by day, of communities week by week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.catalogue.signal_model import SignalRule
from core.days import to_date, week_days, week_number
from core.engine.answers import Window
from core.engine.signals.answers import Signal
from core.engine.signals.asking import Asking
from core.engine.signals.days import Days, days_of, weeks_of
from core.engine.signals.episodes import Threshold, Told, told
from core.engine.signals.looks import GAP, LEVEL, YEAR, YEARS_BACK, Look, Parts, Whole
from core.engine.signals.words import cluster_text, fault_text, rise_text
from core.store.units import UnitRef

Found = tuple[list[Signal], Threshold]
LONGEST = 84  # days of a window
BEHIND = YEAR * (1 + YEARS_BACK) + GAP + LEVEL + 2 * LONGEST + 31  # days behind the first look that are read
WEEK = 7


def rises(asking: Asking, name: str, rule: SignalRule, a_month: float) -> Found | None:
    """Rises of the bureau and its stations at the end of the day; None where there is nothing to look at."""
    measures = [asking.catalogue.kpis[kpi].numerator for kpi in rule.kpis]
    units = [asking.asked.tree.root, *asking.stations]
    last, first = asking.known_to(measures), asking.anchor
    if last < first:
        return None
    ids = [unit.id for unit in units]
    days = days_of(asking.store, asking.asked.covered, ids, measures, first - BEHIND, last)
    looks = daily_looks(asking, days, rule, first, last)
    found, limit = told(looks, a_month, 1, rule.least)
    return list(_signals(asking, name, rule, units, looks, found, days, first + 1)), limit


def daily_looks(asking: Asking, days: Days, rule: SignalRule, first: int, last: int) -> list[Look]:
    """The looks at the ends of the days first to last: the bureau in row 0, its stations after it."""
    whole, parts = Whole(days, rule.days, asking.catalogue.spring), Parts(days, rule.days)
    return [
        Look(*(np.concatenate(pair, axis=-1) for pair in zip(whole.look(end), parts.look(end), strict=True)))
        for end in range(first + 1 - days.first, last + 2 - days.first)
    ]


def faults(asking: Asking, name: str, rule: SignalRule, a_month: float) -> Found | None:
    """Stations whose counts are out of all proportion, either way; None where there is nothing to look at."""
    measures = [asking.catalogue.kpis[kpi].numerator for kpi in rule.kpis]
    units = [asking.asked.tree.root, *asking.stations]
    last, first = asking.known_to(measures), asking.anchor
    if last < first or len(units) == 1:
        return None
    ids = [unit.id for unit in units]
    days = days_of(asking.store, asking.asked.covered, ids, measures, first - BEHIND, last)
    parts = Parts(days, rule.days, both_ways=True)
    looks = [parts.look(end) for end in range(first + 1 - days.first, last + 2 - days.first)]
    found, limit = told(looks, a_month, 1, rule.least)
    return list(_signals(asking, name, rule, units[1:], looks, found, days, first + 1)), limit


def clusters(asking: Asking, name: str, rule: SignalRule, a_month: float) -> Found | None:
    """Communities above their share of the bureau, by weeks that are over; None where there is nothing to look at."""
    measures = [asking.catalogue.kpis[kpi].numerator for kpi in rule.kpis]
    units = [asking.asked.tree.root, *asking.communities]
    last = week_number(asking.known_to(measures) + 1) - 1  # a week is looked at when its Sunday is over
    first = week_number(asking.anchor)
    if last < first or len(units) == 1:
        return None
    ids = [unit.id for unit in units]
    behind = (YEAR + GAP + LONGEST) // WEEK + 1
    days = weeks_of(asking.store, asking.asked.covered, ids, measures, first - behind, last)
    parts = Parts(days, rule.days)
    looks = [parts.look(end) for end in range(behind + 1, behind + 2 + last - first)]
    found, limit = told(looks, a_month, WEEK, rule.least)
    return list(_signals(asking, name, rule, units[1:], looks, found, days, week_days(first)[0] + WEEK)), limit


def _signals(
    asking: Asking, name: str, rule: SignalRule, units: Sequence[UnitRef], looks: Sequence[Look], found: Told,
    days: Days, first_end: int,
) -> Iterator[Signal]:  # fmt: skip
    """`first_end` is the day after the first look's."""
    end = first_end + (len(looks) - 1) * days.steps
    for at, row in np.argwhere(found.on):
        which = found.window[at, row]
        unit, kpi = units[row], rule.kpis[at]
        window = Window(end - rule.days[which], end - 1)
        began = int(found.began[at, row])
        p = float(looks[-1].p[which, at, row])
        yield Signal(
            key=f"{name}:{unit.id}:{kpi}",
            rule=name,
            kind=rule.kind,
            unit=unit,
            station=asking.station_of(unit.id),
            kpi=kpi,
            window=window,
            since=to_date(first_end - 1 + began * days.steps),
            earlier=began == 0,
            weight=float(-np.log10(max(p, 1e-300))),
            why=_why(asking, rule, kpi, unit, window, (int(looks[-1].seen[which, at, row]),
                                                      float(looks[-1].mean[which, at, row])), p),
        )  # fmt: skip


def _why(
    asking: Asking, rule: SignalRule, kpi: str, unit: UnitRef, window: Window, figures: tuple[int, float], p: float
) -> str:
    declared = asking.catalogue.kpis[kpi]
    if rule.kind == "cluster":
        hidden = asking.guard.protects([declared.numerator], unit.id)
        return cluster_text(declared, window, None if hidden else figures, p)
    if rule.kind == "fault":
        return fault_text(declared, window, *figures, p)
    return rise_text(declared, window, *figures, p, part=unit.id != asking.asked.tree.root.id)
