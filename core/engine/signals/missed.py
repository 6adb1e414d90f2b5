"""Standards missed beyond doubt: of a rate over four weeks, asked when a week is over; of what is counted, by plain sight.

The p of a rate is that of its exact interval (core/engine/judgement/rates.py, `exact_interval`): the probability of so
low a rate were the standard just met, with the dispersion of the windows before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import betainc, betaincc

from core.catalogue.model import Kpi, Standard
from core.catalogue.signal_checks import can_miss
from core.catalogue.signal_model import WEEK, SignalRule
from core.days import to_date, week_days, week_number
from core.engine.answers import Window
from core.engine.judgement.dispersion import Dispersion, of_rates
from core.engine.judgement.standard import holds, verdict_of
from core.engine.kpi import figure
from core.engine.months import Span
from core.engine.signals.answers import Signal
from core.engine.signals.asking import Asking
from core.engine.signals.days import Days, Flags, Ints, days_of
from core.engine.signals.episodes import Threshold, told
from core.engine.signals.looks import YEAR, Look
from core.engine.signals.surge import Floats, student
from core.engine.signals.words import counted_text, missed_text
from core.store.units import UnitRef

Item = tuple[str, Kpi]


def missed(asking: Asking, name: str, rule: SignalRule, a_month: float) -> tuple[list[Signal], Threshold] | None:
    """Standards that are missed at the end of the last week that is over; None where there is nothing to ask."""
    catalogue = asking.catalogue
    every = rule.kpis or [kpi for kpi, one in catalogue.kpis.items() if can_miss(one)]
    kpis = [(kpi, catalogue.kpis[kpi]) for kpi in every]
    counted = [one for one in kpis if one[1].basis == "stock"]
    found = [one for item in counted for one in _counted(asking, name, rule, item)]
    limit = None
    for item in kpis:
        if item[1].basis == "flow" and all(catalogue.measures[part].fact for part in item[1].measures()):
            rates = sum(one[1].basis == "flow" for one in kpis)
            answer = _rates(asking, name, rule, item, a_month / rates)
            if answer is not None:
                found += answer[0]
                limit = answer[1] if limit is None else limit._replace(
                    a_month=limit.a_month + answer[1].a_month, tests=limit.tests + answer[1].tests
                )  # fmt: skip
    return None if limit is None and not counted else (found, limit or Threshold(a_month, 0, WEEK))


def p_of_miss(standard: Standard, top: Ints, bottom: Ints, spread: Dispersion) -> Floats:
    """The probability of a rate so far on the wrong side of the standard, were it just met."""
    hit, size = top / spread.phi, bottom / spread.phi
    rest = np.maximum(size - hit, 0.0)
    if standard.op == ">=":
        tail = np.where(rest > 0, betaincc(hit + 1, np.maximum(rest, 1e-9), standard.value), 1.0)
    else:
        tail = np.where(hit > 0, betainc(np.maximum(hit, 1e-9), rest + 1, standard.value), 1.0)
    return student(np.where(size > 0, tail, 1.0), spread.df)


def _rates(
    asking: Asking, name: str, rule: SignalRule, item: Item, a_month: float
) -> tuple[list[Signal], Threshold] | None:
    kpi = item[1]
    measures, window = kpi.measures(), rule.days[0]
    units = [one for one in (asking.asked.tree.root, *asking.stations) if holds(kpi, one)]
    last = week_number(asking.known_to(measures) + 1) - 1
    first = week_number(asking.anchor)
    if last < first or not units:
        return None
    behind = week_days(first)[0] - YEAR - 2 * window
    ids = [unit.id for unit in units]
    days = days_of(asking.store, asking.asked.covered, ids, measures, behind, week_days(last)[1])
    looks = [_look(kpi, days, week_days(week)[1] + 1 - days.first, window) for week in range(first, last + 1)]
    found, limit = told(looks, a_month, WEEK, rule.least)
    return list(_signals(asking, name, item, units, looks, days, (found.on, found.began), (first, window))), limit


def _look(kpi: Kpi, days: Days, end: int, window: int) -> Look:
    """One look, of one window and one KPI, by unit; `seen` is the denominator."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    top, bottom = days.sums(end - window, end)
    ends = end - window * np.arange(1, YEAR // window + 1)
    known = days.known(ends - window, ends).all(0)
    tops, bottoms = (np.where(known, one, 0)[..., None] for one in days.sums(ends - window, ends))
    spread = of_rates(tops, bottoms)
    p = np.where(
        days.known(end - window, end).all(0) & (bottom > 0), p_of_miss(kpi.standard, top, bottom, spread), np.nan
    )
    return Look(bottom[None, None], np.full((1, 1, len(p)), np.nan), p[None, None])


def _signals(
    asking: Asking, name: str, item: Item, units: Sequence[UnitRef], looks: Sequence[Look], days: Days,
    told_of: tuple[Flags, Ints], asked: tuple[int, int],
) -> Iterator[Signal]:  # fmt: skip
    (on, began), (first, window) = told_of, asked
    last_day = week_days(first + len(looks) - 1)[1]
    end = last_day + 1 - days.first
    top, bottom = days.sums(end - window, end)
    for row in np.flatnonzero(on[0]):
        p = float(looks[-1].p[0, 0, row])
        unit, span = units[row], Window(last_day - window + 1, last_day)
        yield Signal(
            key=f"{name}:{unit.id}:{item[0]}",
            rule=name,
            kind="missed",
            unit=unit,
            station=asking.station_of(unit.id),
            kpi=item[0],
            window=span,
            since=to_date(week_days(first + int(began[0, row]))[1]),
            earlier=int(began[0, row]) == 0,
            weight=float(-np.log10(max(p, 1e-300))),
            why=missed_text(item[1], span, (int(top[row]), int(bottom[row])), p),
        )


def _counted(asking: Asking, name: str, rule: SignalRule, item: Item) -> Iterator[Signal]:
    """What is counted in full, at the end of the day and of the weeks before it."""
    kpi_id, kpi = item
    assert kpi.standard is not None  # asked only of KPIs that have one
    ends = [*range(asking.day, asking.anchor - 1, -WEEK)]
    units = [one for one in (asking.asked.tree.root, *asking.stations) if holds(kpi, one)]
    spans = [Span(end, end, end) for end in ends]
    values = asking.read(kpi.measures(), [unit.id for unit in units], spans)
    for unit in units:
        if asking.guard.protects(kpi.measures(), unit.id):
            continue  # what may not be told is no signal either
        figures = [
            figure(asking.catalogue, kpi, lambda part, s=span, u=unit: values.get(part, u.id, s), span.last)  # type: ignore[misc]
            for span in spans
        ]
        misses = [
            one.value is not None and verdict_of(kpi.standard, one.value, one.value) == "未达标" for one in figures
        ]
        if not misses[0]:
            continue
        run = misses.index(False) if False in misses else len(misses)
        value = figures[0].value
        assert value is not None  # what misses has a value
        yield Signal(
            key=f"{name}:{unit.id}:{kpi_id}",
            rule=name,
            kind="missed",
            unit=unit,
            station=asking.station_of(unit.id),
            kpi=kpi_id,
            window=Window(asking.day, asking.day),
            since=to_date(ends[run - 1]),
            earlier=run == len(misses),
            weight=abs(value - kpi.standard.value) * 100,
            why=counted_text(kpi, figures[0], asking.as_of),
        )
