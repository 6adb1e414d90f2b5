"""On which days a unit's records are complete."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from core.catalogue.model import Measure
from core.metrics.as_of_span import AsOfSpan as Asked
from core.metrics.arrays import Ints
from core.store.units import UnitRef, UnitTree
from core.time.spans import Span, covers, intersect, merge

KEPT = 64  # answers to whole questions


class Coverage:
    """On which days a unit's records of a kind are complete.

    That is: its own coverage, that of a unit above it, or that of all the units below which report the measure.
    """

    def __init__(self, tree: UnitTree, coverage: dict[str, dict[int, list[Span]]]) -> None:
        self.tree = tree
        self._coverage = coverage
        self._memo: dict[tuple[str, tuple[str, ...], int], list[Span]] = {}
        self._reporters: dict[tuple[tuple[str, ...], int], bool] = {}
        self._lasts: OrderedDict[tuple[object, ...], Ints] = OrderedDict()

    def has_reporter(self, unit: UnitRef, reported_by: list[str]) -> bool:
        """Whether the unit, or one below it, is of a kind that reports the measure.

        A county bureau of which no units are entered reports in their place.
        """
        key = (tuple(reported_by), unit.id)
        if key not in self._reporters:
            children = self.tree.children(unit.id)
            in_place = unit.kind == "county" and not children and "station" in reported_by
            below = any(self.has_reporter(child, reported_by) for child in children)
            self._reporters[key] = unit.kind in reported_by or in_place or below
        return self._reporters[key]

    def reporting_children(self, unit: int, reported_by: list[str]) -> list[UnitRef]:
        """The children whose figures make up a parent's."""
        return [child for child in self.tree.children(unit) if self.has_reporter(child, reported_by)]

    def covered_days(self, measure: Measure, unit: int) -> list[Span]:
        """The days on which the unit's figure is known from records."""
        assert measure.fact is not None
        return self._days(measure.fact, measure.reported_by, unit)

    def _days(self, kind: str, reported_by: list[str], unit: int) -> list[Span]:
        key = (kind, tuple(reported_by), unit)
        if key not in self._memo:
            by_unit = self._coverage.get(kind, {})
            lines = [unit, *(above.id for above in self.tree.ancestors(unit))]
            own = [span for line in lines for span in by_unit.get(line, [])]
            below: list[Span] = []
            for index, child in enumerate(self.reporting_children(unit, reported_by)):
                spans = self._days(kind, reported_by, child.id)
                below = spans if index == 0 else intersect(below, spans)
            self._memo[key] = merge([*own, *below])
        return self._memo[key]

    def last_days(self, measure: Measure, units: tuple[int, ...], spans: tuple[Asked, ...]) -> Ints:
        """By (span, unit): the last day that the figure speaks of, −1 where it is not known from records.

        It is one answer for all the measures of a kind of record that the same units report. Not to be written to.
        """
        key = (measure.fact, measure.kind, tuple(measure.reported_by), units, spans)
        if key not in self._lasts:
            self._lasts[key] = self._last_days(measure, units, spans)
            if len(self._lasts) > KEPT:
                self._lasts.popitem(last=False)
        return self._lasts[key]

    def _last_days(self, measure: Measure, units: tuple[int, ...], spans: tuple[Asked, ...]) -> Ints:
        days = np.full((len(spans), len(units)), -1, np.int64)
        alike: dict[tuple[Span, ...], list[int]] = {}
        for row, unit in enumerate(units):
            alike.setdefault(tuple(self.covered_days(measure, unit)), []).append(row)
        for runs, rows in alike.items():
            for index, span in enumerate(spans):
                if measure.kind == "flow" and covers(runs, (span.first, span.last)):
                    days[index, rows] = span.last
                elif measure.kind == "stock":
                    begun = [last for first, last in runs if first <= span.last]
                    days[index, rows] = min(span.last, begun[-1]) if begun else -1
        days.setflags(write=False)
        return days

    def last_day(self, kind: str) -> int | None:
        """The last day that any unit's records of a kind cover."""
        return max((last for spans in self._coverage.get(kind, {}).values() for _, last in spans), default=None)
