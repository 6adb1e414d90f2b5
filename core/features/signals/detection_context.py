"""The data that every rule reads: the bureau as of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.metrics.as_of_span import AsOfSpan
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.measure_values import MeasureValues
from core.store.store import Store
from core.store.unit_words import whole_word
from core.store.units import UnitRef, UnitTree
from core.time.days import day_number

Read = Callable[[Sequence[str], Sequence[int], Sequence[AsOfSpan]], MeasureValues]
MONTHS_BACK = 3  # whole months before that of the day; a signal's beginning is searched no further back


@dataclass(frozen=True)
class DetectionContext:
    """One search for signals: the store, a snapshot of its data, and the day as of which rules are applied."""

    store: Store
    snapshot: DataSnapshot
    suppression: SuppressionPolicy
    read: Read
    as_of: date

    @property
    def catalogue(self) -> Catalogue:
        """The bureau's catalogue."""
        return self.store.catalogue

    @property
    def day(self) -> int:
        """The day's number."""
        return day_number(self.as_of)

    @property
    def anchor(self) -> int:
        """The first day searched: the first of a month, so that it moves once a month and not with every day."""
        calendar = self.catalogue.reporting_calendar
        return calendar.month_days(calendar.month_of(self.day) - MONTHS_BACK)[0]

    @property
    def bureau(self) -> UnitRef:
        """The unit at the root of the tree."""
        return self.snapshot.tree.root

    @property
    def whole(self) -> str:
        """The word for the whole of the bureau: 全局, of a province 全省."""
        return whole_word(self.bureau)

    @property
    def stations(self) -> list[UnitRef]:
        """All stations that there are on the day."""
        return self._tree.stations(self.bureau.id)

    @property
    def communities(self) -> list[UnitRef]:
        """All communities that there are on the day."""
        return self._tree.of_kind("community")

    @property
    def _tree(self) -> UnitTree:
        return self.snapshot.tree.on(self.day)

    def station_of(self, unit: int) -> int | None:
        """Return the station that a unit is or belongs to."""
        tree = self._tree
        lineage = [tree.units[unit], *tree.ancestors(unit)]
        return next((ancestor.id for ancestor in lineage if ancestor.kind == "station"), None)

    def fewest_told(self, measure: str, unit: int) -> int:
        """Return the fewest records that a signal may tell of: where small counts are hidden, none that is small."""
        return self.catalogue.small_numbers.least if self.suppression.is_protected([measure], unit) else 1

    def last_covered_day(self, measures: Sequence[str]) -> int:
        """Return the last day, up to the day as of, that the whole bureau's records of these measures cover."""
        bureau = self.bureau.id
        ends = [
            max((min(last, self.day) for first, last in self._covered(name, bureau) if first <= self.day), default=0)
            for name in measures
        ]
        return min(ends, default=0)

    def _covered(self, measure: str, unit: int) -> list[tuple[int, int]]:
        return self.snapshot.coverage.covered_days(self.catalogue.measures[measure], unit)
