"""Makes the month chart of a KPI: which months make the limits, which are held against them, and what lies outside."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import suppression_reason
from core.features.month_chart.limits import (
    RUN,
    Limits,
    count_limits,
    individual_limits,
    mean_moving_range,
    run_side,
    share_limits,
)
from core.features.month_chart.months import AGE, BASELINE_MONTHS, MonthFigure, chart_kind, read_months
from core.features.month_chart.types import ChartKind, MonthChart, MonthPoint, MonthState, NoLimits, Side
from core.metrics.arrays import Flags, Floats
from core.metrics.measure_values import ValuesReader
from core.metrics.types import UnitRef
from core.store.unit_events import UnitEvent
from core.time.days import to_date

FEWEST_MONTHS = {ChartKind.U_PRIME: 24, ChartKind.P_PRIME: 12, ChartKind.XMR: 12}
FEWEST_EVENTS = 1.0  # a month: of a count, or of the rarer side of a share
CUMULATIVE_R = 0.7  # of the neighbouring months of a stock, from which on it only moves on
SIDES = {1: Side.ABOVE, -1: Side.BELOW, 0: None}


class _Months(NamedTuple):
    """A KPI's months, oldest first, each with its part in the chart."""

    kpi: Kpi
    kind: ChartKind
    figures: list[MonthFigure]
    states: list[MonthState]

    def column(self, state: MonthState) -> Flags:
        """Return by month whether it has a part."""
        return np.array([own is state for own in self.states], bool)

    def numbers(self, name: str) -> Floats:
        """Return the numerators, the denominators or the values; NaN where there is no figure."""
        rows = [getattr(month.figure, name) if month.figure.exact is not None else None for month in self.figures]
        return np.array([np.nan if number is None else float(number) for number in rows])

    def multiplier(self) -> Floats:
        """Return by month what turns a count into the KPI's value."""
        if self.kind is not ChartKind.U_PRIME or self.kpi.denominator is None:
            return np.ones(len(self.figures))
        return self.kpi.scale / self.numbers("denominator")


def month_chart(
    catalogue: Catalogue,
    policy: SuppressionPolicy,
    read: ValuesReader,
    kpi: str,
    unit: UnitRef,
    as_of: date,
    change: UnitEvent | None = None,
) -> MonthChart:
    """Return the month chart of a KPI of a unit as known at the end of a day.

    `change` last made the unit's area what it is: months that began before it neither make limits nor are judged.
    """
    declared = catalogue.kpis[kpi]
    kind, age = chart_kind(declared), AGE if declared.basis == "cohort" else None
    if policy.is_protected(declared.measures(), unit.id):
        return MonthChart(kpi, unit, as_of, kind, (), age, reason=suppression_reason(catalogue))
    figures = read_months(catalogue, read, kpi, unit.id, as_of)
    months = _Months(declared, kind, figures, _states(figures, change.day if change else None))
    told = change.text if change and MonthState.OTHER_AREA in months.states else None
    reason = _why_none(months)
    if reason is not None:
        return MonthChart(kpi, unit, as_of, kind, _points(months, None), age, reason=reason, area_change=told)
    limits = _limits(months)
    if kind is ChartKind.XMR and declared.basis == "stock" and limits.r >= CUMULATIVE_R:
        reason = NoLimits.CUMULATIVE
        return MonthChart(kpi, unit, as_of, kind, _points(months, None), age, reason=reason, area_change=told)
    judged = months.column(MonthState.JUDGED)
    run = SIDES[run_side(_charted(months)[judged], limits.centre[judged])]
    return MonthChart(kpi, unit, as_of, kind, _points(months, limits), age, limits.r, run, area_change=told)


def _states(figures: list[MonthFigure], area_since: int | None) -> list[MonthState]:
    ripe = [month for month in figures if month.is_ripe and not _is_before(month, area_since)]
    judged = {month.last_month for month in ripe[-RUN:]}
    first = min(judged, default=0)

    def state(month: MonthFigure) -> MonthState:
        if _is_before(month, area_since):
            return MonthState.OTHER_AREA
        if not month.is_ripe:
            return MonthState.UNRIPE
        if month.last_month in judged:
            return MonthState.JUDGED
        has_part = month.figure.exact is not None and first - month.last_month <= BASELINE_MONTHS
        return MonthState.BASELINE if has_part else MonthState.UNUSED

    return [state(month) for month in figures]


def _is_before(month: MonthFigure, area_since: int | None) -> bool:
    return area_since is not None and month.span.first < area_since


def _why_none(months: _Months) -> str | None:
    """Return the reason why the baseline gives no limits, or None."""
    baseline = months.column(MonthState.BASELINE)
    based = [month for month, is_based in zip(months.figures, baseline, strict=True) if is_based]
    many = sum(month.months for month in based)
    if many < FEWEST_MONTHS[months.kind]:
        return NoLimits.SHORT_HISTORY
    if months.kind is ChartKind.XMR:
        values = np.where(baseline, months.numbers("exact"), np.nan)
        return None if mean_moving_range(values) > 0 else NoLimits.NO_VARIATION
    numerators = float(months.numbers("numerator")[baseline].sum())
    rarer = numerators
    if months.kind is ChartKind.P_PRIME:
        rarer = min(numerators, float(months.numbers("denominator")[baseline].sum()) - numerators)
    return NoLimits.TOO_FEW if rarer / many < FEWEST_EVENTS else None


def _charted(months: _Months) -> Floats:
    """Return what the limits are of: counts of a u′ chart, values of any other."""
    return months.numbers("numerator" if months.kind is ChartKind.U_PRIME else "exact")


def _limits(months: _Months) -> Limits:
    baseline = months.column(MonthState.BASELINE)
    if months.kind is ChartKind.XMR:
        return individual_limits(months.numbers("exact"), baseline)
    if months.kind is ChartKind.P_PRIME:
        return share_limits(months.numbers("numerator"), months.numbers("denominator"), baseline)
    days = np.array([float(month.days) for month in months.figures])
    exposures = days * (1 if months.kpi.denominator is None else months.numbers("denominator"))
    seasons = np.array([max(month.last_month % 12 - 1, 0) for month in months.figures])
    return count_limits(months.numbers("numerator"), exposures, seasons, baseline)


def _points(months: _Months, limits: Limits | None) -> tuple[MonthPoint, ...]:
    empty = np.full(len(months.figures), np.nan)
    lines = (empty,) * 3 if limits is None else (limits.centre, limits.low, limits.high)
    highest = 1.0 if months.kpi.kind == "rate" else np.inf
    rows = [(np.clip(line, 0, highest) * months.multiplier()).tolist() for line in lines]
    return tuple(
        _point(month, state, (centre, low, high))
        for month, state, centre, low, high in zip(months.figures, months.states, *rows, strict=True)
    )


def _point(month: MonthFigure, state: MonthState, lines: tuple[float, float, float]) -> MonthPoint:
    exact = month.figure.exact
    has_limits = state not in (MonthState.UNRIPE, MonthState.OTHER_AREA)
    centre, low, high = (line if has_limits and math.isfinite(line) else None for line in lines)
    outside = _outside(exact, low, high) if state is MonthState.JUDGED else None
    reason, known_by = month.figure.reason, to_date(month.span.known_by)
    place = month.first_month, month.last_month, month.days, known_by, state
    return MonthPoint(*place, exact, reason, centre, low, high, outside)


def _outside(exact: Fraction | None, low: float | None, high: float | None) -> Side | None:
    if exact is None or low is None or high is None:
        return None
    if exact > high:
        return Side.ABOVE
    return Side.BELOW if exact < low else None
