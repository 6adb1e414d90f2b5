"""Figures of a measure that reports alone tell, of many units and spans at once, where their rows give them plainly.

A page of a city asks for a thousand units over fifty months. What a unit's own rows say, or those of the units below
it which report in its place, is read as arrays; only what needs more thought is planned figure by figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.measure_model import Measure
from core.metrics.arrays import Flags, Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.coverage import Coverage
from core.metrics.ledger import LedgerBook, RowTable
from core.metrics.plan import Plan, Report
from core.metrics.rows_below import FEWEST_TOGETHER, RowsBelow
from core.store.units import EVER


class ReportedFigures(NamedTuple):
    """Hold by (span, unit) the amounts (0 where there is no figure), where there is one, and what is to be planned.

    `is_alone` is True of units below which nobody reports; `tables` are the rows that the figures are made of, by span.
    """

    amounts: Ints
    has_figure: Flags
    is_open: Flags
    is_alone: Flags
    tables: list[RowTable]
    is_stock: bool

    def own_plan(self, index: int, place: int, unit: int, span: AsOfSpan) -> Plan | None:
        """Return the plan of a figure that a unit's own rows are all of; None of any other figure."""
        if not (self.is_alone[place] and self.has_figure[index, place]):
            return None
        table, amount = self.tables[index], int(self.amounts[index, place])
        own = slice(*np.searchsorted(table.units, [unit, unit + 1]))
        if self.is_stock:
            return Plan(
                constant=amount, as_of=int(table.lasts[own][0]), reports=(Report(unit, span.last, span.last, amount),)
            )
        return Plan(
            constant=amount, as_of=span.last, reports=tuple(map(Report, *(column[own].tolist() for column in table)))
        )


class _Sources(NamedTuple):
    """Hold where the figures of some units come from, as places among the units asked for.

    own: their own rows; `has_below` is True of those that have units below which report, whose rows may be newer.
    summed: the rows of `reporters`, those of each from its place in `starts` on.
    open: they are to be planned.
    """

    own: Ints
    has_below: Flags
    summed: Ints
    starts: Ints
    reporters: Ints
    open: list[int]


class _Rows(NamedTuple):
    """By unit: the sum of the rows of some days, whether there are any, and the last day they speak of."""

    sums: Ints
    has_rows: Flags
    last_days: Ints


def reported_figures(
    name: str,
    measure: Measure,
    coverage: Coverage,
    ledger: LedgerBook,
    units: Sequence[int],
    spans: Sequence[AsOfSpan],
) -> ReportedFigures:
    """Return the figures of a measure without records."""
    shape = (len(spans), len(units))
    amounts, has_figure, is_open = np.zeros(shape, np.int64), np.zeros(shape, bool), np.zeros(shape, bool)
    is_alone, is_stock = np.zeros(len(units), bool), measure.kind == "stock"
    figures = ReportedFigures(amounts, has_figure, is_open, is_alone, [], is_stock)
    if not ledger.has_measure(name):
        return figures
    sources = _sources(name, measure, coverage, ledger, units)
    figures.is_open[:, sources.open] = True
    figures.is_alone[sources.own] = ~sources.has_below
    own_units = np.array(units, np.int64)[sources.own]
    for index, span in enumerate(spans):
        figures.tables.append(_table_of(name, measure, ledger, span))
        rows = _by_unit(figures.tables[-1], None if is_stock else span.last, 1 + max(coverage.tree.units))
        has_own = rows.has_rows[own_units]
        is_settled = has_own & (rows.last_days[own_units] == span.last)  # nothing below can be newer
        figures.has_figure[index, sources.own] = has_own & (is_settled | ~sources.has_below)
        figures.is_open[index, sources.own] = sources.has_below & ~is_settled
        figures.amounts[index, sources.own] = rows.sums[own_units]
        if len(sources.summed):
            has_all = np.logical_and.reduceat(rows.has_rows[sources.reporters], sources.starts)
            figures.has_figure[index, sources.summed] = has_all
            figures.amounts[index, sources.summed] = np.add.reduceat(rows.sums[sources.reporters], sources.starts)
    figures.amounts[~figures.has_figure] = 0
    return figures


def _sources(name: str, measure: Measure, coverage: Coverage, ledger: LedgerBook, units: Sequence[int]) -> _Sources:
    """Return where figures come from. Where there is neither a row nor anybody to report below there is none."""
    rows_below, is_flow = RowsBelow(coverage, ledger), measure.kind == "flow"
    own, has_below, summed, reporters, to_plan = [], [], [], [], []
    for place, unit in enumerate(units):
        below = bool(coverage.reporting_children(unit, measure.reported_by))
        together = rows_below.reporters(name, measure, unit)
        if coverage.tree.known_days(unit) != EVER or coverage.tree.is_merged(unit):
            to_plan.append(place)
        elif len(together) >= FEWEST_TOGETHER:
            summed.append(place)
            reporters.append(together)
        elif ledger.has_rows(name, unit) and not (is_flow and not ledger.has_single_rows(name, np.array([unit]))):
            own.append(place)
            has_below.append(below)
        elif below or ledger.has_rows(name, unit):
            to_plan.append(place)
    lengths = [0, *(len(group) for group in reporters[:-1])]
    return _Sources(
        np.array(own, np.int64),
        np.array(has_below, bool),
        np.array(summed, np.int64),
        np.cumsum(lengths),
        np.concatenate(reporters) if reporters else np.zeros(0, np.int64),
        to_plan,
    )


def _table_of(name: str, measure: Measure, ledger: LedgerBook, span: AsOfSpan) -> RowTable:
    """Return the rows that fill a span exactly, of a stock the latest ones by its last day."""
    if measure.kind == "stock":
        return ledger.latest_rows(name, span.last)
    return ledger.filling_rows(name, (span.first, span.last))


def _by_unit(table: RowTable, last_day: int | None, size: int) -> _Rows:
    """Return rows by unit. They speak of `last_day`, or each of its own if that is None."""
    rows = _Rows(np.zeros(size, np.int64), np.zeros(size, bool), np.full(size, -1 if last_day is None else last_day))
    np.add.at(rows.sums, table.units, table.values)
    rows.has_rows[table.units] = True
    if last_day is None:
        rows.last_days[table.units] = table.lasts
    return rows
