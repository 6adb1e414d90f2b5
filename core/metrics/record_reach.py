"""Figures that need records which a board file has not: they have none, and say why.

Sums tell most. Days at the ends of a span are told by records where a figure is a community's, or where outcomes that
came later have to be left out and the days do not go from a month's beginning to the day as of which it is asked; of a
bureau's own database nothing is ever missing.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan, split_into_months
from core.metrics.cube_cache import CubeCache
from core.metrics.outcome_days import is_ordered, is_told_by_sums
from core.store.units import UnitTree
from core.time.days import to_date
from core.time.reporting_calendar import ReportingCalendar


class UnitPlace(NamedTuple):
    """The place of a unit among absent records: whose end is its own, and whether it is a community.

    `ends_with` is in a merged board its county, or the unit itself if it stands above counties; None in any other.
    """

    ends_with: int | None
    is_community: bool


class Reaches(NamedTuple):
    """Days since which a file has records, by kind; of a merged board by kind and unit, and its last outcomes' days."""

    by_kind: dict[str, int]
    by_unit: dict[str, dict[int, int]]
    outcomes_until: dict[str, dict[int, int]]


_EVERYTHING = Reaches({}, {}, {})


class Reach(NamedTuple):
    """The day since which a unit's records of a kind are there, and that of the last outcome of what is not there.

    As of that day and later no outcome has to be taken out.
    """

    records_from: int
    outcomes_until: int


class RecordReach:
    """Tells which figures need records from before those that the file has."""

    def __init__(self, catalogue: Catalogue, cache: CubeCache, tree: UnitTree) -> None:
        self._catalogue, self._tree, self._calendar = catalogue, tree, catalogue.reporting_calendar
        self._reaches = _reaches(catalogue, cache)
        self._ending = {unit for by_unit in self._reaches.by_unit.values() for unit in by_unit}
        self._lacking_spans: dict[Hashable, list[bool]] = {}

    def is_of(self, cache: CubeCache) -> bool:
        """Tell whether the file still has records from the same days on."""
        return self._reaches == _reaches(self._catalogue, cache)

    @property
    def is_everything(self) -> bool:
        """True of a file that has all the records."""
        return not self._reaches.by_kind

    def place_of(self, unit: int) -> UnitPlace:
        """Return a unit's place: of units with the same one the same is absent."""
        ends_with = unit if self._ending else None
        while ends_with is not None and ends_with not in self._ending:
            ends_with = self._tree.units[ends_with].parent
        return UnitPlace(ends_with, self._tree.units[unit].kind == "community")

    def reason(self, name: str, unit: int) -> str:
        """Why a measure's figure of a unit is not there (Chinese)."""
        fact = self._catalogue.measures[name].fact or ""
        zh, first = (
            self._catalogue.facts[fact].zh,
            to_date(self._reach(fact, self.place_of(unit).ends_with).records_from),
        )
        return f"要用 {first} 以前的{zh}记录，不在本看板文件中"

    def lacks(self, name: str, place: UnitPlace, span: AsOfSpan) -> bool:
        """Tell whether a figure needs records that the file has not: a flow over a span, or a level on its last day."""
        measure = self._catalogue.measures[name]
        if measure.fact not in self._reaches.by_kind:
            return False
        reach = self._reach(measure.fact, place.ends_with)
        if measure.kind == "stock":  # the cube knows the levels of all but communities
            start, end = self._calendar.month_days(self._calendar.month_of(span.last))
            return place.is_community and span.last < end and start < reach.records_from
        if span.first >= reach.records_from:
            return False
        return _reaches_further(
            span,
            reach,
            self._calendar,
            awaits=measure.cohort is not None,
            is_ordered=self._is_ordered(measure),
            by_days=place.is_community,
        )

    def lacks_each(self, name: str, place: UnitPlace, spans: tuple[AsOfSpan, ...]) -> list[bool]:
        """Tell by span whether a flow needs records that the file has not; many ask the same of the same spans."""
        measure = self._catalogue.measures[name]
        if measure.fact not in self._reaches.by_kind:
            return [False] * len(spans)
        reach = self._reach(measure.fact, place.ends_with)
        key = measure.cohort is None, self._is_ordered(measure), place.is_community, reach, spans
        if key not in self._lacking_spans:
            self._lacking_spans[key] = [self.lacks(name, place, span) for span in spans]
        return self._lacking_spans[key]

    def _is_ordered(self, measure: Measure) -> bool:
        """Tell whether the outcomes that a measure awaits come after their report."""
        if not (measure.fact and measure.date and measure.cohort):
            return False
        return is_ordered(self._catalogue.facts[measure.fact], measure.date, measure.cohort)

    def _reach(self, kind: str, ends_with: int | None) -> Reach:
        first = self._reaches.by_kind[kind]
        if ends_with is None:
            return Reach(first, first - 1)
        first = self._reaches.by_unit.get(kind, {}).get(ends_with, first)
        return Reach(first, self._reaches.outcomes_until.get(kind, {}).get(ends_with, first - 1))


def _reaches(catalogue: Catalogue, cache: CubeCache) -> Reaches:
    """Return since when the file has records, which says nothing where it has them all."""
    if cache.has_all_records:
        return _EVERYTHING
    by_kind = {kind: first for kind in catalogue.facts if (first := cache.records_from(kind)) is not None}
    if not by_kind:
        return _EVERYTHING
    return Reaches(by_kind, cache.records_from_by_unit(), cache.outcomes_until_by_unit())


@lru_cache(maxsize=16_384)  # a board asks the same of many measures
def _reaches_further(
    span: AsOfSpan, reach: Reach, calendar: ReportingCalendar, *, awaits: bool, is_ordered: bool, by_days: bool
) -> bool:
    """Tell whether a span that begins before the records that are there needs earlier ones.

    `awaits`: outcomes are followed, which are `is_ordered` if they come after their report. `by_days`: the days at the
    span's ends are told by records.
    """
    edges = [
        days for days in split_into_months(span.first, span.last, calendar).edge_days if days[0] < reach.records_from
    ]
    if by_days and edges:
        return True
    if not awaits or span.known_by >= reach.outcomes_until:
        return False
    told = [is_told_by_sums(days, span.known_by, calendar, is_ordered=is_ordered) for days in edges]
    return by_days or not all(told)
