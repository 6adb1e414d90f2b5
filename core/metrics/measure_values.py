"""Measures of units over spans of days: arrays of amounts, and for each the reason where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.catalogue.measure_model import Measure
from core.metrics.arrays import Flags, Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.plan import Plan, Report
from core.metrics.value_sources import ValueSources
from core.time.day_spans import DaySpan

UnitNames = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A measure's amounts (one, or one a bin), or the reason (Chinese) why there are none.

    `as_of` is the last day they speak of; `reports` are the rows of the ledger that have a share in them, with their
    units' `names`.
    """

    amounts: tuple[int, ...]
    as_of: int | None = None
    reason: str | None = None
    note: str | None = None
    reports: Sequence[Report] = ()
    names: UnitNames | None = None

    @property
    def from_ledger(self) -> bool:
        """True where printed figures have a share in them."""
        return bool(self.reports)

    @property
    def amount(self) -> int:
        """The one amount of a measure without bins."""
        return self.amounts[0]


class MeasureValues:
    """The values of one query: measures × units × spans, all read together from their sources."""

    def __init__(self, sources: ValueSources) -> None:
        self._sources, self._catalogue = sources, sources.catalogue
        self.spans = sources.spans
        self._read()
        self.amounts = {name: self._amounts(name) for name in sources.names}

    @property
    def days_alone(self) -> DaySpan | None:
        """The days first to last outside of which nothing has a part in the values; None where others have."""
        return self._sources.days_read if self._sources.rests_on_spans_alone else None

    @property
    def nbytes(self) -> int:
        """The size of the amounts, which are nearly all of it."""
        return sum(amounts.nbytes for amounts in self.amounts.values())

    def _read(self) -> None:
        """Read from the cube all that the figures need."""
        sources = self._sources
        self._flows = sources.readers["flow"].flow_sums(sources.flow_spans)
        sums = self._flows[: len(self.spans)]
        self._tables = sources.readers["flow"].measure_tables(self.spans, sums, sources.direct_days) if sums else {}
        self._levels = sources.readers["stock"].stock_levels(sources.level_days)
        self._tables |= sources.readers["stock"].level_tables(self._levels, sources.direct_days)

    def _amounts(self, name: str) -> Ints:
        """Return the amounts by (span, unit, bin); 0 where there is no figure (see `has_figure`)."""
        sources = self._sources
        if name in self._tables and name not in sources.plans:
            return self._tables[name]
        columns, measure = sources.columns(name), self._catalogue.measures[name]
        shape = (len(self.spans), len(sources.units))  # the units asked for are the first rows of all cells
        amounts = self._tables[name].copy() if name in self._tables else np.zeros((*shape, len(columns)), np.int64)
        if name in sources.reported:
            amounts[..., 0] = sources.reported[name].amounts
        for (unit, span), plan in sources.plans.get(name, {}).items():
            if not plan.reason:
                row = sources.span_index[span], sources.unit_index[unit]
                amounts[row] = self._total(measure, columns, plan, span)
        return amounts

    def _total(self, measure: Measure, columns: list[int], plan: Plan, span: AsOfSpan) -> Ints:
        total = np.zeros(len(columns), np.int64)
        total[0] = plan.constant
        for term in plan.terms:
            row = self._sources.readers[measure.kind].unit_index[term.unit]
            if measure.kind == "stock":
                level = self._levels[term.last]
            else:
                level = self._flows[self._sources.flow_index[AsOfSpan(term.first, term.last, span.known_by)]]
            total += term.sign * level[row][columns]
        return total

    def has_figure(self, name: str) -> Flags:
        """Return by (span, unit) where there is a figure. Not to be written to."""
        return self._sources.has_figure(name)

    def lacks_records(self, name: str) -> bool:
        """Tell whether any of a measure's figures needs records that are not in the file."""
        return self._sources.lacks_records(name)

    def is_from_ledger(self, name: str) -> Flags:
        """Return by (span, unit) where printed figures have a share in the figure."""
        return self._sources.is_from_ledger(name)

    def inputs(self, name: str) -> tuple[object, ...] | None:
        """Return all that a measure's values rest on; None where its figures are planned one by one.

        Two queries of the same units and spans whose inputs are the same have the same values.
        """
        sources = self._sources
        if name in sources.plans or name in sources.reported:
            return None
        return self.amounts[name], sources.direct_days[name], sources.coverage, sources.ledger, self._catalogue

    def get(self, name: str, unit: int, span: AsOfSpan) -> MeasureValue:
        """Return one value with its note, or the reason why there is none."""
        sources = self._sources
        index, row = sources.span_index[span], sources.unit_index[unit]
        plan = sources.plan_of(name, unit, span)
        if plan is not None and plan.reason:
            return MeasureValue((), reason=plan.reason)
        amounts = tuple(self.amounts[name][index, row].tolist())
        if plan is None:
            return MeasureValue(amounts, int(sources.direct_days[name][index, row]))
        note = self._note(name, plan, span)
        return MeasureValue(amounts, plan.as_of, note=note, reports=plan.reports, names=self._name_of)

    def amount(self, name: str, unit: int, span: AsOfSpan) -> int | None:
        """Return the one amount of a measure without bins; None where there is no figure, whatever the reason."""
        index, row = self._sources.span_index[span], self._sources.unit_index[unit]
        return int(self.amounts[name][index, row, 0]) if self.has_figure(name)[index, row] else None

    def amounts_over(self, name: str, units: Sequence[int], span: AsOfSpan) -> tuple[Ints, Flags]:
        """Return by unit the amounts of a measure without bins over a span, and where there is a figure."""
        index, rows = self._sources.span_index[span], [self._sources.unit_index[unit] for unit in units]
        return self.amounts[name][index, rows, 0], self.has_figure(name)[index, rows]

    def content(self, span: AsOfSpan) -> Iterator[bytes]:
        """Yield what is known of a span: by measure the days that figures speak of, whether there are any, amounts."""
        index = self._sources.span_index[span]
        for name in self._sources.names:
            yield self._sources.direct_days[name][index].tobytes()
            yield self.has_figure(name)[index].tobytes()
            yield self.amounts[name][index].tobytes()

    def _name_of(self, unit: int) -> str:
        return self._sources.coverage.tree.units[unit].name

    def _note(self, name: str, plan: Plan, span: AsOfSpan) -> str | None:
        """Return the note on a planned figure: also that the units below do not add up to it."""
        sum_below = plan.sum_below()
        if sum_below is None:
            return plan.note
        measure, columns = self._catalogue.measures[name], self._sources.columns(name)
        own, below = (int(self._total(measure, columns, added, span)[0]) for added in (plan, sum_below))
        difference = f"本级报表 {own} 与下级之和 {below} 不一致，取本级报表" if own != below else None
        return "；".join(filter(None, [plan.note, difference])) or None


ValuesReader = Callable[[Sequence[str], Sequence[int], Sequence[AsOfSpan]], MeasureValues]  # measures, units, spans
