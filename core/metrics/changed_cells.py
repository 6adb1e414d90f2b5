"""The cells, of many tables by (unit, column), whose amounts a write has changed: few, whatever the tables' size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.metrics.arrays import Ints


class ChangedCells(NamedTuple):
    """By cell its span (the place of its table), unit and column, and the amount that is there now."""

    spans: Ints
    units: Ints
    columns: Ints
    amounts: Ints

    def by_measure(self, columns: Mapping[str, slice]) -> Iterator[tuple[str, ChangedCells]]:
        """Yield the measures that have any of the cells, each with its own, by column of the measure."""
        if not len(self.columns):
            return
        order = np.argsort(self.columns, kind="stable")
        cells = ChangedCells(*(values[order] for values in self))
        ends = [end for column in columns.values() for end in (column.start, column.stop)]
        bounds = np.searchsorted(cells.columns, ends).tolist()
        for place, (name, column) in enumerate(columns.items()):
            first, stop = bounds[2 * place : 2 * place + 2]
            if first < stop:
                spans, units, places, amounts = (values[first:stop] for values in cells)
                yield name, ChangedCells(spans, units, places - column.start, amounts)


def changed_columns(previous: Ints, current: Ints) -> Ints:
    """Return the columns of two tables of one shape that differ anywhere, each as often as it does."""
    columns: Ints = np.flatnonzero(previous != current) % current.shape[1]
    return columns


def changed_cells(previous: Sequence[Ints], current: Sequence[Ints], units: int) -> ChangedCells:
    """Return the cells of the first units that differ; a table that is the same object as before is not looked at."""
    new = [index for index, table in enumerate(current) if previous[index] is not table]
    places = [np.flatnonzero(previous[index][:units] != current[index][:units]) for index in new]
    if not new:
        nothing = np.zeros(0, np.int64)
        return ChangedCells(nothing, nothing, nothing, nothing)
    amounts = np.concatenate([current[index].take(place) for index, place in zip(new, places, strict=True)])
    of_unit, of_column = np.divmod(np.concatenate(places), current[new[0]].shape[1])
    return ChangedCells(np.repeat(new, list(map(len, places))), of_unit, of_column, amounts)
