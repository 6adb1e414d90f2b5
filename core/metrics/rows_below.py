"""Reads as arrays what many units below another report, where the same units report on all days."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np

from core.catalogue.measure_model import Measure
from core.metrics.arrays import Ints
from core.metrics.coverage import Coverage, Reporters
from core.metrics.ledger import LedgerBook, RowTable
from core.store.units import EVER
from core.time.day_spans import DaySpan

FEWEST_TOGETHER = 2  # so many units' rows are read together


class ManyRows(NamedTuple):
    """The units that are to report, and their rows so far as they have any."""

    reporters: Ints
    rows: RowTable

    def missing(self) -> tuple[int, ...]:
        """Return the units that have no rows."""
        if np.count_nonzero(np.diff(self.rows.units)) + 1 == len(self.reporters) and len(self.rows.units):
            return ()
        return tuple(self.reporters[np.isin(self.reporters, self.rows.units, invert=True)].tolist())


class RowsBelow:
    """Rows that the units below others report to the ledger, of the measures of one query."""

    def __init__(self, coverage: Coverage, ledger: LedgerBook) -> None:
        self._coverage, self._ledger = coverage, ledger
        self._reporters_by_measure: dict[str, Reporters] = {}
        self._newest: tuple[tuple[str, DaySpan], RowTable] | None = None  # queries ask for unit after unit of the same

    def read(self, name: str, measure: Measure, unit: int, days: DaySpan) -> ManyRows | None:
        """Return the rows that fill the days exactly, of a stock the latest ones by the last of them.

        None where the units that report are not the same on all days, are few, or have rows that overlap.
        """
        reporters = self.reporters(name, measure, unit)
        if len(reporters) < FEWEST_TOGETHER:
            return None
        return ManyRows(reporters, self._rows(name, measure, days).of_units(reporters))

    def _rows(self, name: str, measure: Measure, days: DaySpan) -> RowTable:
        if self._newest is None or self._newest[0] != (name, days):
            is_flow = measure.kind == "flow"
            rows = self._ledger.filling_rows(name, days) if is_flow else self._ledger.latest_rows(name, days[1])
            self._newest = (name, days), rows
        return self._newest[1]

    def reporters(self, name: str, measure: Measure, unit: int) -> Ints:
        """Return the units whose rows make up the figure of one that has none; none where `read` gives nothing."""
        arrays = self._reporters_of(name, measure).arrays
        if unit not in arrays:
            units = np.array(() if measure.fact else self._find_reporters(name, measure, unit), np.int64)
            is_mixed = measure.kind == "flow" and not self._ledger.has_single_rows(name, units)
            arrays[unit] = units[:0] if is_mixed else units
        return arrays[unit]

    def _reporters_of(self, name: str, measure: Measure) -> Reporters:
        if name not in self._reporters_by_measure:
            with_rows = self._ledger.units_with_rows(name)
            self._reporters_by_measure[name] = self._coverage.reporters_of(measure, with_rows)
        return self._reporters_by_measure[name]

    def _find_reporters(self, name: str, measure: Measure, unit: int) -> tuple[int, ...]:
        below = self._reporters_of(name, measure).below
        if unit not in below:
            below[unit] = self._search_reporters(name, measure, unit)
        return below[unit]

    def _search_reporters(self, name: str, measure: Measure, unit: int) -> tuple[int, ...]:
        tree = self._coverage.tree
        children = self._coverage.reporting_children(unit, measure.reported_by)
        if tree.is_merged(unit) or tree.known_days(unit) != EVER or any(child.days != EVER for child in children):
            return ()
        if self._ledger.has_rows(name, unit):
            return () if children and measure.kind == "stock" else (unit,)  # below a stock there may be newer rows
        below = [self._find_reporters(name, measure, child.unit.id) for child in children]
        return tuple(chain.from_iterable(below)) if all(below) else ()
