"""What each unit has reported of a KPI, month by month: a unit that reported nothing is not at zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan
from core.metrics.coverage import Coverage
from core.metrics.ledger import LedgerBook
from core.metrics.measure_values import MeasureValues
from core.store.units import UnitRef
from core.time.days import day_number, month_days, month_number, to_date

MonthState = Literal["whole", "part", "none"]
Book = Callable[[Iterable[str]], LedgerBook]
Read = Callable[[Sequence[str], Sequence[int], Sequence[AsOfSpan]], MeasureValues]
_ORDER: tuple[MonthState, ...] = ("none", "part", "whole")


@dataclass(frozen=True, slots=True)
class UnitReports:
    """One unit: how much of each month was reported, and the last day that all of it speaks of.

    A month is `whole` only if all that the KPI is made of came in for all its days. What is counted at one moment is
    `part` where an older count goes on to be shown than its rhythm allows. `last` is None where nothing ever came.
    """

    unit: UnitRef
    months: tuple[MonthState, ...]
    last_day: date | None

    @property
    def gaps(self) -> int:
        """How many of the months are not whole."""
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

    def __init__(self, catalogue: Catalogue, read: Read, covered: Coverage, book: Book, kpi: str) -> None:
        self._catalogue, self._read, self._covered, self._kpi = catalogue, read, covered, kpi
        self._names = catalogue.kpis[kpi].measures()
        self._ledger = book(self._names)

    def read(self, units: Sequence[int], as_of: date, months: int) -> KpiReports:
        """The units' reports over the months up to a day."""
        today, last = day_number(as_of), month_number(as_of)
        asked = tuple(range(last - months + 1, last + 1))
        spans = [AsOfSpan(first, min(end, today), today) for first, end in map(month_days, asked)]
        values = self._read(self._names, units, spans)
        return KpiReports(self._kpi, as_of, asked, tuple(self._reported(values, unit, spans) for unit in units))

    def _reported(self, values: MeasureValues, unit: int, spans: Sequence[AsOfSpan]) -> UnitReports:
        each = [[self._month(values, name, unit, span) for name in self._names] for span in spans]
        states = tuple(min(month, key=_ORDER.index) for month in each)
        ends = [self._last(name, unit) for name in self._telling()]
        known = [end for end in ends if end is not None]
        last = to_date(min(known)) if len(known) == len(ends) else None
        return UnitReports(self._covered.tree.units[unit], states, last)

    def _telling(self) -> list[str]:
        """The measures whose last day tells how far a unit has come: what is counted at one moment only by itself."""
        flows = [name for name in self._names if self._catalogue.measures[name].kind == "flow"]
        return flows or self._names

    def _month(self, values: MeasureValues, name: str, unit: int, span: AsOfSpan) -> MonthState:
        told, measure = values.get(name, unit, span), self._catalogue.measures[name]
        if told.reason is None and measure.kind == "stock" and told.as_of is not None:
            return "whole" if span.last - told.as_of <= self._catalogue.late_after(measure.fact) else "part"
        if told.reason is None:
            return "whole"
        begun = any(first <= span.last and last >= span.first for first, last in self._spans(name, unit))
        return "part" if begun else "none"

    def _spans(self, name: str, unit: int) -> list[tuple[int, int]]:
        measure = self._catalogue.measures[name]
        printed = [(row.first, row.last) for row in self._ledger.entries(name, unit)]
        return [*(self._covered.covered_days(measure, unit) if measure.fact else ()), *printed]

    def _last(self, name: str, unit: int) -> int | None:
        return max((last for _, last in self._spans(name, unit)), default=None)
