"""Amounts by measure, unit and day, straight from the cube's day cells, as running totals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.catalogue.model import Measure
from core.metrics.coverage import Coverage
from core.store.measure_sql import columns_of
from core.store.store import Store

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class AmountSeries:
    """`running` (measure, unit, 1 + day) from `first` on, and as many running counts of days without complete records.

    `steps` is one day, or the seven of a week; a place is so many steps after `first`.
    """

    first: int
    step_days: int
    running: Ints
    incomplete: Ints

    def unit_slice(self, first: int, last: int | None) -> AmountSeries:
        """Some of the units."""
        return replace(self, running=self.running[:, first:last], incomplete=self.incomplete[:, first:last])

    def sums(self, start: ArrayOrInt, end: ArrayOrInt) -> Ints:
        """Sums over the places start to end − 1."""
        found: Ints = self.running[..., end] - self.running[..., start]
        return found

    def are_complete(self, start: ArrayOrInt, end: ArrayOrInt) -> Flags:
        """Whether the records of all these places are complete."""
        flags: Flags = self.incomplete[..., end] == self.incomplete[..., start]
        return flags


ArrayOrInt = int | Ints


def daily_amounts(
    store: Store, covered: Coverage, units: Sequence[int], measures: Sequence[str], first: int, last: int
) -> AmountSeries:
    """The days from `first` to `last`; communities have none."""
    return _made(store, covered, units, measures, "cube_day", "day", range(first, last + 1), 1)


def weekly_amounts(
    store: Store, covered: Coverage, units: Sequence[int], measures: Sequence[str], first: int, last: int
) -> AmountSeries:
    """The weeks (numbers) from `first` to `last` of measures that are kept by week, communities too."""
    return _made(store, covered, units, measures, "cube_week", "week", range(first, last + 1), 7)


def _made(
    store: Store, covered: Coverage, units: Sequence[int], measures: Sequence[str], table: str, key: str, places: range,
    steps: int,
) -> AmountSeries:  # fmt: skip
    declared = store.catalogue.measures
    columns = [columns_of(name, declared[name])[0] for name in measures]
    amounts = np.zeros((len(measures), len(units), len(places) + 1), np.int64)
    row = {unit: place for place, unit in enumerate(units)}
    rows = store.conn.execute(
        f"SELECT {key}, unit, {', '.join(columns)} FROM {table} WHERE {key} BETWEEN ? AND ? "
        "AND unit IN (SELECT value FROM json_each(?))",
        [places.start, places.stop - 1, json.dumps(list(units))],
    )
    for place, unit, *found in rows:
        amounts[:, row[unit], place - places.start + 1] = found
    begin = places.start if steps == 1 else places.start * steps - 3
    unknown = incomplete_counts(
        covered, [declared[name] for name in measures], units, range(begin, begin + len(places) * steps), steps
    )
    return AmountSeries(begin, steps, np.cumsum(amounts, axis=-1), unknown)


def incomplete_counts(
    covered: Coverage, measures: Sequence[Measure], units: Sequence[int], days: range, steps: int
) -> Ints:
    """Running counts of places without complete records, by (measure, unit, 1 + place)."""
    starts = np.array(days[::steps])
    unknown = np.zeros((len(measures), len(units), len(starts) + 1), np.int64)
    for at, measure in enumerate(measures):
        for row, unit in enumerate(units):
            inside = np.zeros(len(starts), bool)
            for first, last in covered.covered_days(measure, unit):
                inside |= (starts >= first) & (starts + steps - 1 <= last)
            unknown[at, row, 1:] = ~inside
    return np.cumsum(unknown, axis=-1)
