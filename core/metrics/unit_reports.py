"""Reports of each unit on a KPI, month by month: a unit that reported nothing is not at zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan
from core.metrics.coverage import Coverage
from core.metrics.ledger import LedgerBook
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.metrics.reporting_period import months_up_to
from core.store.units import UnitRef
from core.time.days import day_number, to_date

MonthState = Literal["whole", "part", "none"]
LedgerReader = Callable[[Iterable[str]], LedgerBook]
_WORST_FIRST: tuple[MonthState, ...] = ("none", "part", "whole")


@dataclass(frozen=True, slots=True)
class UnitReports:
    """One unit: how much of each month was reported, and the last day that all of it speaks of.

    A month is `whole` only if all that the KPI is made of came in for all its days. What is counted at one moment is
    `part` where an older count goes on to be shown than its rhythm allows. `last_day` is None where nothing ever came.
    """

    unit: UnitRef
    months: tuple[MonthState, ...]
    last_day: date | None

    @property
    def gaps(self) -> int:
        """The number of months that are not whole."""
        return len(self.months) - self.months.count("whole")


@dataclass(frozen=True, slots=True)
class KpiReports:
    """The units' reports of a KPI over some months, the last of them cut at `as_of`."""

    kpi: str
    as_of: date
    months: tuple[int, ...]
    units: tuple[UnitReports, ...]


class ReportsReader:
    """Reads what was reported of one KPI: figures by `read`, coverage and ledger for how far each unit has come."""

    def __init__(
        self, catalogue: Catalogue, read: ValuesReader, coverage: Coverage, ledger_book: LedgerReader, kpi: str
    ) -> None:
        self._catalogue, self._read, self._coverage, self._kpi = catalogue, read, coverage, kpi
        self._names = catalogue.kpis[kpi].measures()
        self._ledger = ledger_book(self._names)

    def read(self, units: Sequence[int], as_of: date, months: int) -> KpiReports:
        """Return the units' reports over the months up to a day."""
        today, calendar = day_number(as_of), self._catalogue.reporting_calendar
        numbers = tuple(months_up_to(as_of, months, calendar))
        spans = [AsOfSpan(first, min(end, today), today) for first, end in map(calendar.month_days, numbers)]
        values = self._read(self._names, units, spans)
        return KpiReports(self._kpi, as_of, numbers, tuple(self._reported(values, unit, spans) for unit in units))

    def _reported(self, values: MeasureValues, unit: int, spans: Sequence[AsOfSpan]) -> UnitReports:
        by_month = [[self._month(values, name, unit, span) for name in self._names] for span in spans]
        states = tuple(min(month, key=_WORST_FIRST.index) for month in by_month)
        ends = [self._last_day(name, unit) for name in self._dating_measures()]
        dated = [end for end in ends if end is not None]
        last = to_date(min(dated)) if len(dated) == len(ends) else None
        return UnitReports(self._coverage.tree.units[unit], states, last)

    def _dating_measures(self) -> list[str]:
        """Return the measures that date a unit's reports: its flows, or where it has none, its stocks."""
        flows = [name for name in self._names if self._catalogue.measures[name].kind == "flow"]
        return flows or self._names

    def _month(self, values: MeasureValues, name: str, unit: int, span: AsOfSpan) -> MonthState:
        value, measure = values.get(name, unit, span), self._catalogue.measures[name]
        if value.reason is None and measure.kind == "stock" and value.as_of is not None:
            return "whole" if span.last - value.as_of <= self._catalogue.late_after(measure.fact) else "part"
        if value.reason is None:
            return "whole"
        has_begun = any(first <= span.last and last >= span.first for first, last in self._spans(name, unit))
        return "part" if has_begun else "none"

    def _spans(self, name: str, unit: int) -> list[tuple[int, int]]:
        measure = self._catalogue.measures[name]
        ledger_spans = [(row.first, row.last) for row in self._ledger.entries(name, unit)]
        return [*(self._coverage.covered_days(measure, unit) if measure.fact else ()), *ledger_spans]

    def _last_day(self, name: str, unit: int) -> int | None:
        return max((last for _, last in self._spans(name, unit)), default=None)
