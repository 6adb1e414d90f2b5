"""Measures of units over spans of days: every figure with the reason where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.engine.cells import Cells
from core.engine.covered import Covered
from core.engine.ledger_book import LedgerBook
from core.engine.months import Array, Span
from core.engine.plan import Part, Plan, Planner
from core.store.measure_sql import columns_of
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Value:
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


class Values:
    """The answers to one question: measures × units × spans, all read together."""

    def __init__(
        self,
        store: Store,
        covered: Covered,
        ledger: LedgerBook,
        measures: Iterable[str],
        units: Sequence[int],
        spans: Sequence[Span],
    ) -> None:
        catalogue = self.catalogue = store.catalogue
        names, self.spans = list(dict.fromkeys(measures)), list(dict.fromkeys(spans))
        planner = Planner(self.catalogue, covered, ledger)
        self._plans = {
            (name, unit, span): planner.plan(name, unit, span.first, span.last)
            for name in names
            for unit in units
            for span in self.spans
        }
        parts = [(name, span, part) for (name, _, span), plan in self._plans.items() for part in plan.parts]
        cells = Cells(store, covered.tree, names, [*units, *(part.unit for _, _, part in parts)])
        flows = dict.fromkeys(
            Span(part.first, part.last, span.known)
            for name, span, part in parts
            if self.catalogue.measures[name].kind == "flow"
        )
        self._flows: dict[Span, Array] = dict(zip(flows, cells.flows(list(flows)), strict=True))
        stock_days = [part.last for name, _, part in parts if self.catalogue.measures[name].kind == "stock"]
        self._levels = cells.levels(stock_days)
        self._cells = cells
        self._columns = {
            name: [cells.at.get(c, -1) for c in columns_of(name, catalogue.measures[name])] for name in names
        }

    def get(self, measure: str, unit: int, span: Span) -> Value:
        """The figure of a measure of a unit over a span that was asked for."""
        plan = self._plans[measure, unit, span]
        if plan.reason:
            return Value((), reason=plan.reason)
        columns = self._columns[measure]
        amounts = [plan.constant] + [0] * (len(columns) - 1)
        for part in plan.parts:
            row = self._read(measure, part, span)
            amounts = [amount + part.sign * int(row[at]) for amount, at in zip(amounts, columns, strict=True)]
        return Value(tuple(amounts), plan.as_of, note=plan.note, from_ledger=plan.from_ledger)

    def plan(self, measure: str, unit: int, span: Span) -> Plan:
        """Where a figure comes from."""
        return self._plans[measure, unit, span]

    def _read(self, measure: str, part: Part, span: Span) -> Array:
        row = self._cells.row[part.unit]
        if self.catalogue.measures[measure].kind == "stock":
            level: Array = self._levels[part.last][row]
            return level
        flow: Array = self._flows[Span(part.first, part.last, span.known)][row]
        return flow
