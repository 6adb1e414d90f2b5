"""Amounts by measure, unit and day (or week), straight from the cube's cells, as running totals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.catalogue.measure_model import Measure
from core.features.signals.detection_context import DetectionContext
from core.metrics.coverage import Coverage
from core.metrics.number_reader import read_numbers
from core.store.measure_sql import columns_of

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Places = int | Ints


@dataclass(frozen=True)
class AmountSeries:
    """Running totals (measure, unit, 1 + place) from the day `first` on, each place `step_days` days long.

    `incomplete` counts, in the same shape, the places so far whose records are not complete.
    """

    first: int
    step_days: int
    running: Ints
    incomplete: Ints

    def unit_slice(self, first: int, last: int | None) -> AmountSeries:
        """Return the series of some of the units."""
        return replace(self, running=self.running[:, first:last], incomplete=self.incomplete[:, first:last])

    def sums(self, start: Places, end: Places) -> Ints:
        """Return the sums over the places start to end − 1."""
        sums: Ints = self.running[..., end] - self.running[..., start]
        return sums

    def are_complete(self, start: Places, end: Places) -> Flags:
        """Tell whether the records of all places start to end − 1 are complete."""
        flags: Flags = self.incomplete[..., end] == self.incomplete[..., start]
        return flags


class _CubeTable(NamedTuple):
    """A table of the cube with the column of its periods and their length in days."""

    name: str
    key: str
    step_days: int


_DAYS, _WEEKS = _CubeTable("cube_day", "day", 1), _CubeTable("cube_week", "week", 7)
_WEEK_ZERO_MONDAY = -3  # the day number of the Monday on which week 0 begins


def daily_amounts(
    context: DetectionContext, units: Sequence[int], measures: Sequence[str], first: int, last: int
) -> AmountSeries:
    """Return the days from `first` to `last`; communities have no amounts by day."""
    return _read_cube(context, _DAYS, units, measures, range(first, last + 1))


def weekly_amounts(
    context: DetectionContext, units: Sequence[int], measures: Sequence[str], first: int, last: int
) -> AmountSeries:
    """Return the weeks (numbers) from `first` to `last` of measures that are kept by week, communities too."""
    return _read_cube(context, _WEEKS, units, measures, range(first, last + 1))


def _read_cube(
    context: DetectionContext, table: _CubeTable, units: Sequence[int], measures: Sequence[str], periods: range
) -> AmountSeries:
    declared = context.catalogue.measures
    columns = [columns_of(name, declared[name])[0] for name in measures]
    amounts = np.zeros((len(measures), len(units), len(periods) + 1), np.int64)
    source = f"{table.name} WHERE {table.key} BETWEEN ? AND ? AND unit IN (SELECT value FROM json_each(?))"
    parameters = [periods.start, periods.stop - 1, json.dumps(list(units))]
    cells = read_numbers(context.store.conn, (table.key, "unit", *columns), source, parameters)
    if len(cells):
        places, units_read, *unit_amounts = cells.T
        order = np.argsort(units)
        rows = order[np.searchsorted(units, units_read, sorter=order)]
        amounts[:, rows, places - periods.start + 1] = unit_amounts
    step = table.step_days
    begin = periods.start if step == 1 else periods.start * step + _WEEK_ZERO_MONDAY
    days = range(begin, begin + len(periods) * step)
    incomplete = incomplete_counts(context.snapshot.coverage, [declared[name] for name in measures], units, days, step)
    return AmountSeries(begin, step, np.cumsum(amounts, axis=-1), incomplete)


def incomplete_counts(
    coverage: Coverage, measures: Sequence[Measure], units: Sequence[int], days: range, step_days: int
) -> Ints:
    """Return running counts of places without complete records, by (measure, unit, 1 + place).

    What was before a unit's area became another one is not complete for what it is now.
    """
    starts = np.array(days[::step_days])
    incomplete = np.zeros((len(measures), len(units), len(starts) + 1), np.int64)
    for measure_row, measure in enumerate(measures):
        for unit_row, unit in enumerate(units):
            inside = np.zeros(len(starts), bool)
            for first, last in coverage.covered_days(measure, unit):
                inside |= (starts >= first) & (starts + step_days - 1 <= last)
            if (change := coverage.tree.area_change(unit, days[-1])) is not None:
                inside &= starts >= change.day
            incomplete[measure_row, unit_row, 1:] = ~inside
    return np.cumsum(incomplete, axis=-1)
