"""Measures of units over spans of days: arrays of amounts, and for each the reason where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.catalogue.model import Measure
from core.metrics.arrays import Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.coverage import Coverage
from core.metrics.cube_cache import CubeCache
from core.metrics.cube_reader import CubeReader
from core.metrics.ledger import LedgerBook
from core.metrics.planner import Plan, Planner, PlanTerm
from core.store.measure_sql import columns_of
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A measure's amounts (one, or one a bin), or the reason (Chinese) why there are none.

    `as_of` is the last day they speak of; `from_ledger` says that printed figures have a share in them.
    """

    amounts: tuple[int, ...]
    as_of: int | None = None
    reason: str | None = None
    note: str | None = None
    from_ledger: bool = False

    @property
    def amount(self) -> int:
        """The one amount of a measure without bins."""
        return self.amounts[0]


class MeasureValues:
    """The answers to one question: measures × units × spans, all read together.

    Where a unit's records are complete, figures are taken from the cube as whole arrays; the rest is planned
    figure by figure.
    """

    def __init__(
        self,
        store: Store,
        kept: CubeCache,
        covered: Coverage,
        ledger: LedgerBook,
        measures: Iterable[str],
        units: Sequence[int],
        spans: Sequence[AsOfSpan],
    ) -> None:
        catalogue = self._catalogue = store.catalogue
        self._names, self._units = list(dict.fromkeys(measures)), list(dict.fromkeys(units))
        self.spans = list(dict.fromkeys(spans))
        self._at = {span: index for index, span in enumerate(self.spans)}
        self._row = {unit: index for index, unit in enumerate(self._units)}
        self._covered, self._ledger = covered, ledger
        self._planner = Planner(catalogue, covered, ledger)
        self._direct = {name: self._days_direct(name, catalogue.measures[name]) for name in self._names}
        self._plans = {
            name: {
                (unit, span): self._planner.plan(name, unit, span.first, span.last)
                for i, j in np.argwhere(self._direct[name] < 0)
                for unit, span in [(self._units[j], self.spans[i])]
            }
            for name in self._names
            if self._direct[name].min(initial=0) < 0 and not self._records_only(name)
        }
        parts = [
            (name, span, part)
            for name, plans in self._plans.items()
            for (_, span), plan in plans.items()
            for part in (*plan.terms, *(plan.units_below.terms if plan.units_below else ()))
        ]
        needed = [*self._units, *(part.unit for _, _, part in parts)]
        self._cells = {
            kind: CubeReader(
                store, covered.tree, kept, [n for n in self._names if catalogue.measures[n].kind == kind], needed
            )
            for kind in ("flow", "stock")
        }
        self._read(parts)
        self.amounts = {name: self._fill(name) for name in self._names}

    def _records_only(self, name: str) -> bool:
        """Whether it is a flow that no ledger has: not known from the cube, it is not known at all."""
        measure = self._catalogue.measures[name]
        return measure.fact is not None and measure.kind == "flow" and not self._ledger.has_measure(name)

    def _days_direct(self, name: str, measure: Measure) -> NDArray[np.int64]:
        """By (span, unit): the last day that the cube speaks of, or −1 where the figure must be planned."""
        if measure.fact is None or (measure.kind == "stock" and self._ledger.has_measure(name)):
            return np.full((len(self.spans), len(self._units)), -1, np.int64)
        return self._covered.last_days(measure, tuple(self._units), tuple(self.spans))

    def _read(self, parts: list[tuple[str, AsOfSpan, PlanTerm]]) -> None:
        """Reads from the cube all that the figures need."""
        measures = self._catalogue.measures
        more = [AsOfSpan(p.first, p.last, span.known_by) for name, span, p in parts if measures[name].kind == "flow"]
        flows = list(dict.fromkeys([*self.spans, *more]))
        self._flow_at = {span: index for index, span in enumerate(flows)}
        self._flows = self._cells["flow"].flow_sums(flows)
        asked = self._flows[: len(self.spans)]
        self._tables = self._cells["flow"].measure_tables(self.spans, asked, self._direct) if asked else {}
        stocks = [name for name in self._names if measures[name].kind == "stock"]
        days = {int(day) for name in stocks for day in np.unique(self._direct[name]) if day >= 0}
        days |= {part.last for name, _, part in parts if measures[name].kind == "stock"}
        self._levels = self._cells["stock"].stock_levels(sorted(days))
        self._level_days = np.array(sorted(days), np.int64)
        self._stacked = np.stack([self._levels[day] for day in sorted(days)]) if days else np.zeros(0, np.int64)

    def _columns(self, name: str) -> list[int]:
        measure = self._catalogue.measures[name]
        return [self._cells[measure.kind].column_index.get(column, -1) for column in columns_of(name, measure)]

    def _fill(self, name: str) -> Ints:
        """The amounts by (span, unit, bin); 0 where there is no figure (`known` tells)."""
        if name in self._tables and name not in self._plans:
            return self._tables[name]
        columns, direct = self._columns(name), self._direct[name]
        shape = (len(self.spans), len(self._units))  # the units asked for are the first rows of all cells
        filled = np.zeros((*shape, len(columns)), np.int64)
        measure = self._catalogue.measures[name]
        if name in self._tables:
            filled = self._tables[name].copy()
        elif measure.fact and len(self._level_days):
            days = np.searchsorted(self._level_days, direct)
            filled = self._stacked[days, np.arange(shape[1]), columns[0] : columns[-1] + 1]
        filled[direct < 0] = 0
        for (unit, span), plan in self._plans.get(name, {}).items():
            if not plan.reason:
                filled[self._at[span], self._row[unit]] = self._total(measure, columns, plan, span)
        return filled

    def _total(self, measure: Measure, columns: list[int], plan: Plan, span: AsOfSpan) -> Ints:
        total = np.zeros(len(columns), np.int64)
        total[0] = plan.constant
        for part in plan.terms:
            row = self._cells[measure.kind].unit_index[part.unit]
            if measure.kind == "stock":
                total += part.sign * self._levels[part.last][row][columns]
            else:
                total += (
                    part.sign * self._flows[self._flow_at[AsOfSpan(part.first, part.last, span.known_by)]][row][columns]
                )
        return total

    def has_figure(self, name: str) -> NDArray[np.bool_]:
        """By (span, unit): whether there is a figure."""
        known: NDArray[np.bool_] = self._direct[name] >= 0
        for (unit, span), plan in self._plans.get(name, {}).items():
            known[self._at[span], self._row[unit]] = plan.reason is None
        return known

    def is_from_ledger(self, name: str) -> NDArray[np.bool_]:
        """By (span, unit): whether printed figures have a share in the figure."""
        printed = np.zeros(self._direct[name].shape, bool)
        for (unit, span), plan in self._plans.get(name, {}).items():
            printed[self._at[span], self._row[unit]] = plan.from_ledger
        return printed

    def inputs(self, name: str) -> tuple[object, ...] | None:
        """What all that is said of a measure rests on; None where its figures are planned one by one.

        Two askings of the same units and spans whose inputs are the same have the same answers.
        """
        if name in self._plans:
            return None
        return self.amounts[name], self._direct[name], self._covered, self._ledger, self._catalogue

    def get(self, name: str, unit: int, span: AsOfSpan) -> MeasureValue:
        """One figure with what there is to say of it."""
        index, row = self._at[span], self._row[unit]
        plan = self._plans.get(name, {}).get((unit, span))
        if plan is None and self._direct[name][index, row] < 0:  # only the reason is wanting
            plan = self._planner.plan(name, unit, span.first, span.last)
        if plan is not None and plan.reason:
            return MeasureValue((), reason=plan.reason)
        amounts = tuple(self.amounts[name][index, row].tolist())
        if plan is None:
            return MeasureValue(amounts, int(self._direct[name][index, row]))
        return MeasureValue(amounts, plan.as_of, note=self._note(name, plan, span), from_ledger=plan.from_ledger)

    def _note(self, name: str, plan: Plan, span: AsOfSpan) -> str | None:
        """What is to be said of a planned figure: also that the units below do not add up to it."""
        if plan.units_below is None:
            return plan.note
        measure, columns = self._catalogue.measures[name], self._columns(name)
        own, below = (int(self._total(measure, columns, one, span)[0]) for one in (plan, plan.units_below))
        differ = f"本级报表 {own} 与下级之和 {below} 不一致，取本级报表" if own != below else None
        return "；".join(filter(None, [plan.note, differ])) or None
