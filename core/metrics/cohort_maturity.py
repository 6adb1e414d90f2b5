"""Maturity of a cohort's months: how much is still to come in of what was reported in a month, at its age.

A month of disputes is resolved by and by: as known today, the last months of a row stand lower than the earlier ones
though nothing is worse. What months of a year before had at the same age, and what they had a year after their end,
says how much is still to come. A month to which more comes than is worth saying is not ripe (未到期).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import UNRIPE, rounded_estimate
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.metrics.types import Figure, Ripeness, Window
from core.time.days import day_number
from core.time.reporting_calendar import ReportingCalendar

AGES = (0, 15, 30, 60, 90, 120, 180, 270, 365)  # days since a month's end
MONTHS_COMPARED = 12
UNKNOWN_RIPE_AGE = 90  # days, where no earlier months show it (内部默认口径)


@dataclass(frozen=True, slots=True)
class CohortMaturity:
    """Hold what months of a KPI have still to come by their age: in 个百分点 of a rate, in % of a count.

    `still_to_come` runs along AGES; None where no earlier months show it. Less than `smallest` is not worth saying.
    `final` is the rate in % that they had in the end; None of a count.
    """

    still_to_come: tuple[float, ...] | None
    smallest: float
    final: float | None = None

    def gain_after(self, age: int) -> float | None:
        """Return how much a month has still to come at an age in days; None where it is not known."""
        return None if self.still_to_come is None else float(np.interp(age, AGES, self.still_to_come))

    def ripeness(self, window: Window, as_of: date, calendar: ReportingCalendar) -> Ripeness:
        """Return how ripe a window is: its months, each of its own age, by their days in it."""
        today, months = day_number(as_of), range(calendar.month_of(window.first), calendar.month_of(window.last) + 1)
        month_parts = [
            (max(first, window.first), min(last, window.last)) for first, last in map(calendar.month_days, months)
        ]
        ages = [max(today - last, 0) for _, last in month_parts]
        if self.still_to_come is None:
            return Ripeness(None, self.is_ripe(min(ages)))
        gains = np.interp(ages, AGES, self.still_to_come)
        gain = float(np.average(gains, weights=[last - first + 1 for first, last in month_parts]))
        return Ripeness(gain, gain < self.smallest, self._settled_later(gain))

    def _settled_later(self, gain: float) -> float | None:
        """Return which share of what was open at an age was settled later, where so much was still to come."""
        if self.final is None:
            return None
        still_open = 100 - self.final + gain
        return min(gain / still_open, 1.0) if still_open > 0 else 1.0

    def is_ripe(self, age: int) -> bool:
        """Tell whether less is still to come than is worth saying."""
        gain = self.gain_after(age)
        return age >= UNKNOWN_RIPE_AGE if gain is None else gain < self.smallest


def compared_months(calendar: ReportingCalendar, as_of: date) -> list[int]:
    """Return the months that have been over for a year on a day, and of which no more than a year are compared."""
    today = day_number(as_of)
    newest = calendar.month_of(today)
    months = range(newest - 24, newest)
    return [month for month in months if calendar.month_days(month)[1] + AGES[-1] <= today][-MONTHS_COMPARED:]


def cohort_maturities(
    catalogue: Catalogue, read: ValuesReader, kpis: Sequence[str], unit: int, as_of: date
) -> dict[str, CohortMaturity]:
    """Return how the months of KPIs ripen, from months that have been over for a year; of cohorts alone."""
    maturities = unknown_maturities(catalogue, kpis)
    days = list(map(catalogue.reporting_calendar.month_days, compared_months(catalogue.reporting_calendar, as_of)))
    if not days or not maturities:
        return maturities
    spans = [AsOfSpan(first, last, last + age) for age in AGES for first, last in days]
    values = read([name for kpi in maturities for name in catalogue.kpis[kpi].measures()], [unit], spans)
    return {kpi: _with_gains(catalogue.kpis[kpi], values, maturity) for kpi, maturity in maturities.items()}


def _with_gains(kpi: Kpi, values: MeasureValues, unknown: CohortMaturity) -> CohortMaturity:
    """Return what months that have figures had still to come, the spans being by age and month.

    Of a board file that lacks records of some of them it is unknown: the others alone would tell another number.
    """
    if any(values.lacks_records(name) for name in kpi.measures()):
        return unknown
    shape = (len(AGES), -1)
    has_all = np.all([values.has_figure(name)[:, 0].reshape(shape).all(0) for name in kpi.measures()], axis=0)
    totals = values.amounts[kpi.numerator][:, 0, 0].reshape(shape)[:, has_all].sum(1).astype(float)
    whole = totals[-1]
    if kpi.denominator is not None:
        whole = float(values.amounts[kpi.denominator][:, 0, 0].reshape(shape)[0, has_all].sum())
    if whole <= 0:
        return unknown
    gains = tuple(((totals[-1] - totals) / whole * 100).tolist())
    return CohortMaturity(gains, unknown.smallest, None if kpi.denominator is None else totals[-1] / whole * 100)


def unknown_maturities(catalogue: Catalogue, kpis: Sequence[str]) -> dict[str, CohortMaturity]:
    """Return the maturity of cohorts of which no earlier months are known."""
    declared = {kpi: catalogue.kpis[kpi] for kpi in kpis}
    cohorts = {
        kpi: definition
        for kpi, definition in declared.items()
        if definition.basis == "cohort" and definition.kind in ("rate", "count")
    }
    return {kpi: CohortMaturity(None, catalogue.smallest_change(definition)) for kpi, definition in cohorts.items()}


def ripeness_of(kpi: Kpi, figure: Figure, cohort: Ripeness) -> Ripeness:
    """Return how ripe a figure of a cohort is: what is still to come is told of the figure's own level.

    A rate rises by the share of what is open that earlier months settled later, and so never beyond all; their points
    would take 98% that are settled early beyond it (benchmarks/unripe_rises.py). Of a figure that is not shown nothing
    is told.
    """
    if kpi.kind != "rate" or cohort.still_to_come is None or cohort.settled_later is None:
        return cohort
    if figure.exact is None:
        return cohort._replace(still_to_come=None)
    return cohort._replace(still_to_come=float(100 * (1 - figure.exact)) * cohort.settled_later)


def unripe_note(kpi: Kpi, ripeness: Ripeness, *, is_one_month: bool) -> str:
    """Return the remark on a cohort's figure to which more is still to come, as to earlier months of its age."""
    if ripeness.still_to_come is None:
        return f"{UNRIPE}：办结还会陆续报来，不能与更早的月份比"
    months = "往年同龄的月份" if is_one_month else "往年同龄的各月"
    rise = rounded_estimate(ripeness.still_to_come, 1)
    if ripeness.settled_later is None:
        return f"{UNRIPE}：{months}此后平均还升 {rise}%"
    share = rounded_estimate(100 * ripeness.settled_later, 1)
    return f"{UNRIPE}：{months}未办结的此后又办结 {share}%，照此还升 {rise} 个百分点"
