"""Maturity of a cohort's months: how much is still to come in of what was reported in a month, at its age.

A month of disputes is resolved by and by: as known today, the last months of a row stand lower than the earlier ones
though nothing is worse. What months of a year before had at the same age, and what they had a year after their end,
says how much is still to come. A month to which more comes than is worth saying is not ripe (未到期).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import rounded_estimate
from core.metrics.measure_values import ValuesReader
from core.time.days import day_number

AGES = (0, 15, 30, 60, 90, 120, 180, 270, 365)  # days since a month's end
MONTHS_COMPARED = 12
UNKNOWN_RIPE_AGE = 90  # days, where no earlier months show it (内部默认口径)


@dataclass(frozen=True, slots=True)
class CohortMaturity:
    """Hold what months of a KPI have still to come by their age: in 个百分点 of a rate, in % of a count.

    `still_to_come` runs along AGES; None where no earlier months show it. Less than `smallest` is not worth saying.
    """

    still_to_come: tuple[float, ...] | None
    smallest: float

    def gain_after(self, age: int) -> float | None:
        """Return how much a month has still to come at an age in days; None where it is not known."""
        return None if self.still_to_come is None else float(np.interp(age, AGES, self.still_to_come))

    def is_ripe(self, age: int) -> bool:
        """Tell whether less is still to come than is worth saying."""
        gain = self.gain_after(age)
        return age >= UNKNOWN_RIPE_AGE if gain is None else gain < self.smallest


def cohort_maturity(
    catalogue: Catalogue, read: ValuesReader, kpi: str, unit: int, as_of: date
) -> CohortMaturity | None:
    """Return how the months of a KPI ripen, from months that have been over for a year; None of no cohort."""
    declared, unknown = catalogue.kpis[kpi], unknown_maturity(catalogue, kpi)
    if unknown is None:
        return None
    calendar, today = catalogue.reporting_calendar, day_number(as_of)
    newest = calendar.month_of(today)
    months = [calendar.month_days(month) for month in range(newest - 24, newest)]
    days = [days for days in months if days[1] + AGES[-1] <= today][-MONTHS_COMPARED:]
    spans = [[AsOfSpan(first, last, last + age) for first, last in days] for age in AGES]
    values = read(declared.measures(), [unit], [span for row in spans for span in row])
    known = [
        place
        for place in range(len(days))
        if all(values.get(name, unit, spans[0][place]).reason is None for name in declared.measures())
    ]
    if not known:
        return unknown
    amounts = np.array([[values.get(declared.numerator, unit, row[place]).amount for place in known] for row in spans])
    totals = amounts.sum(1).astype(float)
    whole = totals[-1]
    if declared.denominator is not None:
        whole = float(sum(values.get(declared.denominator, unit, spans[0][place]).amount for place in known))
    if whole <= 0:
        return unknown
    return CohortMaturity(tuple(((totals[-1] - totals) / whole * 100).tolist()), unknown.smallest)


def unknown_maturity(catalogue: Catalogue, kpi: str) -> CohortMaturity | None:
    """Return the maturity of a cohort of which no earlier months are known; None of a KPI that is no cohort."""
    declared = catalogue.kpis[kpi]
    if declared.basis != "cohort" or declared.kind not in ("rate", "count"):
        return None
    return CohortMaturity(None, catalogue.smallest_change(declared))


def unripe_note(kpi: Kpi, gain: float | None) -> str:
    """Return the remark on a month of a cohort to which more is still to come; `gain` is what earlier months had."""
    if gain is None:
        return "未到期：办结还会陆续报来，不能与更早的月份比"
    unit = "个百分点" if kpi.kind == "rate" else "%"
    return f"未到期：往年同龄的月份此后还升 {rounded_estimate(gain, 1)}{' ' if kpi.kind == 'rate' else ''}{unit}"
