"""Days on which units' records are complete."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from core.catalogue.measure_model import Measure
from core.lru import LruDict
from core.metrics.arrays import Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.assumed_figures import AssumedFigures
from core.store.reporters import has_reporter
from core.store.units import EVER, UnitRef, UnitTree
from core.time.day_spans import DaySpan, clipped, covers, intersect, merge, subtract

MAX_QUERIES = 64
NEVER = -1


class _DaysKey(NamedTuple):
    kind: str
    reported_by: tuple[str, ...]
    unit: int


class _LastDaysKey(NamedTuple):
    fact: str | None
    kind: str
    reported_by: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    awaits_outcomes: bool
    units: tuple[int, ...]
    spans: tuple[AsOfSpan, ...]


class _KnownDays(NamedTuple):
    """The first and last day of which a unit's figures speak, those that are known, and until when outcomes are."""

    ends: DaySpan
    runs: tuple[DaySpan, ...]
    outcomes_end: int


class ChildDays(NamedTuple):
    """A unit that is or was right below another, and the days on which it was."""

    unit: UnitRef
    days: DaySpan


class SilentUnits(NamedTuple):
    """Units that have not reported where nobody has: those below as a plan names them, and the unit for all of them."""

    missing: tuple[int, ...]
    missing_whole: tuple[int, ...]


class Reporters(NamedTuple):
    """By unit those whose reports make up its figure: as they were found, and as they are read together."""

    below: dict[int, tuple[int, ...]]
    arrays: dict[int, Ints]


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
        self._children: dict[tuple[tuple[str, ...], int], tuple[ChildDays, ...]] = {}
        self._reporters: dict[tuple[tuple[str, ...], int], bool] = {}
        self._ends_of_all: dict[str, DaySpan | None] = {}
        self._silent: dict[tuple[tuple[str, ...], int], SilentUnits] = {}
        self._last_days: LruDict[_LastDaysKey, Ints] = LruDict(MAX_QUERIES)
        self._known_days: LruDict[_LastDaysKey, list[tuple[_KnownDays, Ints]]] = LruDict(MAX_QUERIES)
        self._ends: dict[_DaysKey, dict[int, int]] = {}
        self._outcome_ends: LruDict[tuple[_DaysKey, tuple[int, ...]], Ints] = LruDict(MAX_QUERIES)
        self._reporters_by_pattern: LruDict[Hashable, Reporters] = LruDict(MAX_QUERIES)

    def has_reporter(self, unit: UnitRef, reported_by: list[str]) -> bool:
        """Return True if the unit, or one below it, is of a kind that reports the measure."""
        key = (tuple(reported_by), unit.id)
        if key not in self._reporters:
            self._reporters[key] = has_reporter(self.tree, unit, reported_by)
        return self._reporters[key]

    def reporting_children(self, unit: int, reported_by: list[str]) -> tuple[ChildDays, ...]:
        """Return the children, with the first and last day of each as such, whose figures make up a parent's.

        Those that were merged into a unit make up its figures whatever they report to others.
        """
        key = (tuple(reported_by), unit)
        if key not in self._children:
            children, history = self.tree.children_ever(unit), self.tree.history
            merged = [] if history is None else history.predecessors.get(unit, [])
            self._children[key] = tuple(
                ChildDays(child, days)
                for child, days in children
                if child.id in merged or self.has_reporter(child, reported_by)
            )
        return self._children[key]

    def silent_units(self, unit: int, reported_by: list[str]) -> SilentUnits:
        """Return who has not reported a measure that nobody in or below a unit has, where no unit has ever changed."""
        key = (tuple(reported_by), unit)
        if key not in self._silent:
            below = [
                self.silent_units(child.unit.id, reported_by) for child in self.reporting_children(unit, reported_by)
            ]
            missing = tuple(number for silent in below for number in (silent.missing_whole or silent.missing))
            self._silent[key] = SilentUnits(missing or (unit,), (unit,) if len(below) > 1 else ())
        return self._silent[key]

    def is_before_or_after_all(self, measure: Measure, days: DaySpan) -> bool:
        """Tell whether no records of any unit can tell a measure on any of some days; of a stock, on the last."""
        assert measure.fact is not None
        if measure.fact not in self._ends_of_all:
            oldest, newest = self.oldest_day(measure.fact), self.newest_day(measure.fact)
            self._ends_of_all[measure.fact] = None if oldest is None or newest is None else (oldest, newest)
        ends = self._ends_of_all[measure.fact]
        return ends is None or days[1] < ends[0] or (measure.kind == "flow" and days[0] > ends[1])

    def reporters_of(self, measure: Measure, with_rows: Hashable) -> Reporters:
        """Return what was found of the units that report; the same for measures of which the same units have rows."""
        key = measure.fact is None, measure.kind, tuple(measure.reported_by), with_rows
        reporters = self._reporters_by_pattern.use(key)
        if reporters is None:
            reporters = self._reporters_by_pattern[key] = Reporters({}, {})
        return reporters

    def covered_days(self, measure: Measure, unit: int) -> list[DaySpan]:
        """Return the days on which the unit's figure is known from records."""
        days = self.complete_days(measure, unit)
        unknown = self.assumed.unknown_days(measure, unit)
        return [piece for span in days for piece in subtract(span, unknown)] if unknown else days

    def complete_days(self, measure: Measure, unit: int) -> list[DaySpan]:
        """Return the days on which the unit's records are complete, even if they lack what the measure needs."""
        assert measure.fact is not None
        return self._days(measure.fact, measure.reported_by, unit)

    def _days(self, kind: str, reported_by: list[str], unit: int) -> list[DaySpan]:
        key = _DaysKey(kind, tuple(reported_by), unit)
        if key not in self._days_of:
            by_unit = self._coverage.get(kind, {})
            lineage = self.tree.lineage_ever(unit)
            own = [span for holder, days in lineage for span in clipped(by_unit.get(holder, []), *days)]
            below: list[DaySpan] = []
            children = self.reporting_children(unit, reported_by)
            for index, child in enumerate(children):
                spans = self._days(kind, reported_by, child.unit.id)
                if child.days != EVER:  # on the days before and after it has no share in the parent's figures
                    spans = merge([*clipped(spans, *child.days), *subtract(EVER, [child.days])])
                below = spans if index == 0 else intersect(below, spans)
            if any(child.days != EVER for child in children):
                below = intersect(below, merge(child.days for child in children))
            self._days_of[key] = merge([*own, *below])
        return self._days_of[key]

    def last_days(self, measure: Measure, units: tuple[int, ...], spans: tuple[AsOfSpan, ...]) -> Ints:
        """Return by (span, unit) the last day that the figure speaks of, −1 where it is not known from records.

        What awaits outcomes is not known as of a day after the unit's last. The array is the same for all the measures
        of a kind of record that the same units report and that lack the same columns. Not to be written to.
        """
        unknown, awaits = self.assumed.unknown_columns(measure), measure.cohort is not None
        key = _LastDaysKey(measure.fact, measure.kind, tuple(measure.reported_by), unknown, awaits, units, spans)
        days = self._last_days.use(key)
        if days is None:
            days = self._last_days[key] = self._compute_last_days(measure, units, spans)
        return days

    def _compute_last_days(self, measure: Measure, units: tuple[int, ...], spans: tuple[AsOfSpan, ...]) -> Ints:
        days = np.full((len(spans), len(units)), -1, np.int64)
        for (ends, runs, outcomes_end), rows in self._rows_by_days(measure, units):
            for index, span in enumerate(spans):
                first, last = max(span.first, ends[0]), min(span.last, ends[1])
                if measure.kind == "flow" and first <= last and covers(runs, (first, last)):
                    is_known = measure.cohort is None or span.known_by <= outcomes_end
                    days[index, rows] = last if is_known else -1
                elif measure.kind == "stock" and last == span.last:
                    begun = [end for start, end in runs if start <= last]
                    days[index, rows] = min(last, begun[-1]) if begun else -1
        days.setflags(write=False)
        return days

    def _rows_by_days(self, measure: Measure, units: tuple[int, ...]) -> list[tuple[_KnownDays, Ints]]:
        """Return the places of the units by the days of which their figures speak: most have the same."""
        unknown, awaits = self.assumed.unknown_columns(measure), measure.cohort is not None
        key = _LastDaysKey(measure.fact, measure.kind, tuple(measure.reported_by), unknown, awaits, units, ())
        groups = self._known_days.use(key)
        if groups is None:
            rows: dict[_KnownDays, list[int]] = {}
            for row, unit in enumerate(units):
                runs = tuple(self.covered_days(measure, unit))
                outcomes_end = self.outcomes_end(measure, unit) if awaits and runs else None
                days = _KnownDays(self.tree.known_days(unit), runs, NEVER if outcomes_end is None else outcomes_end)
                rows.setdefault(days, []).append(row)
            groups = self._known_days[key] = [(days, np.array(places)) for days, places in rows.items()]
        return groups

    def outcomes_end(self, measure: Measure, unit: int) -> int | None:
        """Return the last day by which the outcomes of a unit's records are known; None if it has no records.

        Those of a unit that is no more are brought by whoever came after it: they are known as long as its parent's.
        """
        days, existed_until = self.complete_days(measure, unit), self.tree.known_days(unit)[1]
        last = days[-1][1] if days else None
        parent = self.tree.on(existed_until).units[unit].parent if last is not None and last >= existed_until else None
        above = None if parent is None else self.outcomes_end(measure, parent)
        return last if above is None else max(last or above, above)

    def outcome_ends(self, measure: Measure, units: tuple[int, ...]) -> Ints:
        """Return by unit the last day by which its outcomes are known, −1 without records. Not to be written to."""
        assert measure.fact is not None
        key = (_DaysKey(measure.fact, tuple(measure.reported_by), 0), units)
        ends = self._outcome_ends.use(key)
        if ends is None:
            days = [self.outcomes_end(measure, unit) for unit in units]
            ends = self._outcome_ends[key] = np.array([NEVER if day is None else day for day in days], np.int64)
            ends.setflags(write=False)
        return ends

    def units_behind(self, measure: Measure, unit: int, day: int) -> dict[int, int]:
        """Return the reporting units in and below a unit whose records end before a day, with their last days."""
        return {reporter: last for reporter, last in self._ends_below(measure, unit).items() if last < day}

    def last_day(self, measure: Measure, late_after: int, unit: int) -> int | None:
        """Return the last day that all the units in and below one have, but for those that are late.

        A unit is late that lies more than `late_after` days behind the newest: it holds no other back. None where no
        unit that reports the measure has records.
        """
        ends = self._ends_below(measure, unit).values()
        return min((end for end in ends if max(ends) - end <= late_after), default=None)

    def newest_day(self, kind: str) -> int | None:
        """Return the last day that any unit's records of a kind cover."""
        return max((last for spans in self._coverage.get(kind, {}).values() for _, last in spans), default=None)

    def oldest_day(self, kind: str) -> int | None:
        """Return the first day that any unit's records of a kind cover."""
        return min((first for spans in self._coverage.get(kind, {}).values() for first, _ in spans), default=None)

    def _ends_below(self, measure: Measure, unit: int) -> dict[int, int]:
        """Return the last day of each unit that has records, and none below it that reports apart from it."""
        assert measure.fact is not None
        key = _DaysKey(measure.fact, tuple(measure.reported_by), unit)
        if key not in self._ends:
            days, newest = self.complete_days(measure, unit), self.newest_day(measure.fact)
            ends: dict[int, int] = {unit: days[-1][1]} if days else {}
            reporters = [
                child.id for child in self.tree.children(unit) if self.has_reporter(child, measure.reported_by)
            ]
            if reporters and not (days and days[-1][1] == newest):
                ends = {}
                for child in reporters:
                    ends |= self._ends_below(measure, child)
            self._ends[key] = ends
        return self._ends[key]
