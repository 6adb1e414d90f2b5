"""What each unit has reported of a KPI, month by month: a unit that reported nothing is not at zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.catalogue.model import Catalogue
from core.days import day_number, month_days, month_number, to_date
from core.engine.covered import Covered
from core.engine.ledger_book import LedgerBook
from core.engine.months import Span
from core.engine.values import Values
from core.store.units import UnitRef

Month = Literal["whole", "part", "none"]
Read = Callable[[Sequence[str], Sequence[int], Sequence[Span]], Values]
_ORDER: tuple[Month, ...] = ("none", "part", "whole")


@dataclass(frozen=True, slots=True)
class Reported:
    """One unit: how much of each month was reported, and the last day that all of it speaks of.

    A month is `whole` only if all that the KPI is made of came in for all its days. What is counted at one moment is
    `part` where an older count goes on to be shown than its rhythm allows. `last` is None where nothing ever came.
    """

    unit: UnitRef
    months: tuple[Month, ...]
    last: date | None

    @property
    def gaps(self) -> int:
        """How many of the months are not whole."""
        return len(self.months) - self.months.count("whole")


@dataclass(frozen=True, slots=True)
class Reporting:
    """The units' reports of a KPI over some months, the last of them cut at `as_of`."""

    kpi: str
    as_of: date
    months: tuple[int, ...]
    units: tuple[Reported, ...]


class Reporters:
    """Reads what was reported: figures through `read`, coverage and ledger for how far each unit has come."""

    def __init__(self, catalogue: Catalogue, read: Read, covered: Covered, ledger: LedgerBook) -> None:
        self._catalogue, self._read, self._covered, self._ledger = catalogue, read, covered, ledger

    def of(self, kpi: str, units: Sequence[UnitRef], as_of: date, months: int) -> Reporting:
        """The reports of one KPI over the months up to a day."""
        today, last = day_number(as_of), month_number(as_of)
        asked = tuple(range(last - months + 1, last + 1))
        spans = [Span(first, min(end, today), today) for first, end in map(month_days, asked)]
        names = self._catalogue.kpis[kpi].measures()
        values = self._read(names, [unit.id for unit in units], spans)
        found = []
        for unit in units:
            each = [[self._month(values, name, unit.id, span) for name in names] for span in spans]
            states = tuple(min(month, key=_ORDER.index) for month in each)
            ends = [self._last(name, unit.id) for name in self._telling(names)]
            known = [end for end in ends if end is not None]
            found.append(Reported(unit, states, to_date(min(known)) if len(known) == len(ends) else None))
        return Reporting(kpi, as_of, asked, tuple(found))

    def _telling(self, names: Sequence[str]) -> list[str]:
        """The measures whose last day tells how far a unit has come: what is counted at one moment only by itself."""
        flows = [name for name in names if self._catalogue.measures[name].kind == "flow"]
        return flows or list(names)

    def _month(self, values: Values, name: str, unit: int, span: Span) -> Month:
        told, measure = values.get(name, unit, span), self._catalogue.measures[name]
        if told.reason is None and measure.kind == "stock" and told.as_of is not None:
            return "whole" if span.last - told.as_of <= self._catalogue.late_after(measure.fact) else "part"
        if told.reason is None:
            return "whole"
        return (
            "part"
            if any(first <= span.last and last >= span.first for first, last in self._spans(name, unit))
            else "none"
        )

    def _spans(self, name: str, unit: int) -> list[tuple[int, int]]:
        measure = self._catalogue.measures[name]
        printed = [(row.first, row.last) for row in self._ledger.rows(name, unit)]
        return [*(self._covered.days(measure, unit) if measure.fact else ()), *printed]

    def _last(self, name: str, unit: int) -> int | None:
        return max((last for _, last in self._spans(name, unit)), default=None)
