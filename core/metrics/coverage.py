"""Days on which units' records are complete."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.catalogue.measure_model import Measure
from core.lru import LruDict
from core.metrics.arrays import Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.assumed_figures import AssumedFigures
from core.store.reporters import has_reporter
from core.store.units import UnitRef, UnitTree
from core.time.day_spans import DaySpan, covers, intersect, merge, subtract

MAX_QUERIES = 64


class _DaysKey(NamedTuple):
    kind: str
    reported_by: tuple[str, ...]
    unit: int


class _LastDaysKey(NamedTuple):
    fact: str | None
    kind: str
    reported_by: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    units: tuple[int, ...]
    spans: tuple[AsOfSpan, ...]


class Coverage:
    """The days on which a unit's records of a kind are complete.

    They are its own coverage, that of a unit above it, or that of all the units below which report the measure; but
    for days on which its records say nothing of a column that the measure rests on.
    """

    def __init__(self, tree: UnitTree, coverage: dict[str, dict[int, list[DaySpan]]], assumed: AssumedFigures) -> None:
        self.tree = tree
        self.assumed = assumed
        self._coverage = coverage
        self._days_of: dict[_DaysKey, list[DaySpan]] = {}
        self._reporters: dict[tuple[tuple[str, ...], int], bool] = {}
        self._last_days: LruDict[_LastDaysKey, Ints] = LruDict(MAX_QUERIES)

    def has_reporter(self, unit: UnitRef, reported_by: list[str]) -> bool:
        """Return True if the unit, or one below it, is of a kind that reports the measure."""
        key = (tuple(reported_by), unit.id)
        if key not in self._reporters:
            self._reporters[key] = has_reporter(self.tree, unit, reported_by)
        return self._reporters[key]

    def reporting_children(self, unit: int, reported_by: list[str]) -> list[UnitRef]:
        """Return the children whose figures make up a parent's."""
        return [child for child in self.tree.children(unit) if self.has_reporter(child, reported_by)]

    def covered_days(self, measure: Measure, unit: int) -> list[DaySpan]:
        """Return the days on which the unit's figure is known from records."""
        days = self.complete_days(measure, unit)
        unknown = self.assumed.unknown_days(measure, unit)
        return [known for span in days for known in subtract(span, unknown)] if unknown else days

    def complete_days(self, measure: Measure, unit: int) -> list[DaySpan]:
        """Return the days on which the unit's records are complete, even if they lack what the measure needs."""
        assert measure.fact is not None
        return self._days(measure.fact, measure.reported_by, unit)

    def _days(self, kind: str, reported_by: list[str], unit: int) -> list[DaySpan]:
        key = _DaysKey(kind, tuple(reported_by), unit)
        if key not in self._days_of:
            by_unit = self._coverage.get(kind, {})
            lineage = [unit, *(above.id for above in self.tree.ancestors(unit))]
            own = [span for holder in lineage for span in by_unit.get(holder, [])]
            below: list[DaySpan] = []
            for index, child in enumerate(self.reporting_children(unit, reported_by)):
                spans = self._days(kind, reported_by, child.id)
                below = spans if index == 0 else intersect(below, spans)
            self._days_of[key] = merge([*own, *below])
        return self._days_of[key]

    def last_days(self, measure: Measure, units: tuple[int, ...], spans: tuple[AsOfSpan, ...]) -> Ints:
        """Return by (span, unit) the last day that the figure speaks of, −1 where it is not known from records.

        The array is the same for all the measures of a kind of record that the same units report and that lack the same
        columns. Not to be written to.
        """
        unknown = self.assumed.unknown_columns(measure)
        key = _LastDaysKey(measure.fact, measure.kind, tuple(measure.reported_by), unknown, units, spans)
        days = self._last_days.use(key)
        if days is None:
            days = self._last_days[key] = self._compute_last_days(measure, units, spans)
        return days

    def _compute_last_days(self, measure: Measure, units: tuple[int, ...], spans: tuple[AsOfSpan, ...]) -> Ints:
        days = np.full((len(spans), len(units)), -1, np.int64)
        rows_by_days: dict[tuple[DaySpan, ...], list[int]] = {}
        for row, unit in enumerate(units):
            rows_by_days.setdefault(tuple(self.covered_days(measure, unit)), []).append(row)
        for runs, rows in rows_by_days.items():
            for index, span in enumerate(spans):
                if measure.kind == "flow" and covers(runs, (span.first, span.last)):
                    days[index, rows] = span.last
                elif measure.kind == "stock":
                    begun = [last for first, last in runs if first <= span.last]
                    days[index, rows] = min(span.last, begun[-1]) if begun else -1
        days.setflags(write=False)
        return days

    def last_day(self, kind: str) -> int | None:
        """Return the last day that any unit's records of a kind cover."""
        return max((last for spans in self._coverage.get(kind, {}).values() for _, last in spans), default=None)
