"""Figures that need records which a board file has not: they have none, and say why.

Sums tell most. Days at the ends of a span are told by records where a figure is a community's, or where outcomes that
came later have to be left out and the days do not go from a month's beginning to the day as of which it is asked; of a
bureau's own database nothing is ever missing.
"""

from __future__ import annotations

from functools import lru_cache

from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan, split_into_months
from core.metrics.cube_cache import CubeCache
from core.metrics.outcome_days import is_ordered, is_told_by_sums
from core.store.units import UnitTree
from core.time.days import to_date
from core.time.reporting_calendar import ReportingCalendar


class RecordReach:
    """Tells which figures need records from before those that the file has."""

    def __init__(self, catalogue: Catalogue, cache: CubeCache, tree: UnitTree) -> None:
        self._catalogue, self._tree, self._calendar = catalogue, tree, catalogue.reporting_calendar
        self._reaches = _reaches(catalogue, cache)

    def is_of(self, cache: CubeCache) -> bool:
        """Tell whether the file still has records from the same days on."""
        return self._reaches == _reaches(self._catalogue, cache)

    @property
    def is_everything(self) -> bool:
        """True of a file that has all the records."""
        return not self._reaches

    def reason(self, name: str) -> str:
        """Why a measure's figure is not there (Chinese)."""
        fact = self._catalogue.measures[name].fact or ""
        zh, first = self._catalogue.facts[fact].zh, to_date(self._reaches[fact])
        return f"要用 {first} 以前的{zh}记录，不在本看板文件中"

    def lacks_flow(self, name: str, span: AsOfSpan, *, is_community: bool) -> bool:
        """Tell whether a flow of a unit, a community or another, needs records that the file has not."""
        measure = self._catalogue.measures[name]
        reach = self._reaches.get(measure.fact or "")
        if reach is None or span.first >= reach:
            return False
        awaits, ordered = measure.cohort is not None, False
        if measure.fact and measure.date and measure.cohort:
            ordered = is_ordered(self._catalogue.facts[measure.fact], measure.date, measure.cohort)
        return _reaches_further(span, reach, self._calendar, awaits=awaits, is_ordered=ordered, by_days=is_community)

    def lacks_level(self, name: str, day: int, *, is_community: bool) -> bool:
        """Tell whether a stock's level on a day needs records that the file has not."""
        fact = self._catalogue.measures[name].fact
        reach = self._reaches.get(fact or "")
        if reach is None or not is_community:
            return False
        start, end = self._calendar.month_days(self._calendar.month_of(day))
        return day < end and start < reach

    def is_community(self, unit: int) -> bool:
        """Tell whether a unit is a community, of which the cube has no days."""
        return self._tree.units[unit].kind == "community"


def _reaches(catalogue: Catalogue, cache: CubeCache) -> dict[str, int]:
    """Return the days since which the file has records, by kind; nothing of kinds of which it has them all."""
    return {kind: first for kind in catalogue.facts if (first := cache.records_from(kind)) is not None}


@lru_cache(maxsize=16_384)  # a board asks the same of many measures
def _reaches_further(
    span: AsOfSpan, reach: int, calendar: ReportingCalendar, *, awaits: bool, is_ordered: bool, by_days: bool
) -> bool:
    """Tell whether a span that begins before day `reach` needs records from before it.

    `awaits`: outcomes are followed, which are `is_ordered` if they come after their report. `by_days`: the days at the
    span's ends are told by records.
    """
    edges = [days for days in split_into_months(span.first, span.last, calendar).edge_days if days[0] < reach]
    if by_days and edges:
        return True
    if not awaits or span.known_by + 1 >= reach:
        return False
    told = [is_told_by_sums(days, span.known_by, calendar, is_ordered=is_ordered) for days in edges]
    return by_days or not all(told)
