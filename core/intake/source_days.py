"""Facts and ledger may meet at a date, never overlap: each unit, measure and day has one source."""

from __future__ import annotations

from collections.abc import Iterator

from core.store.coverage import coverage
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, clipped, last_overlap, merge


def related_units(tree: UnitTree, unit: int) -> Iterator[int]:
    """Yield the unit, all above it and all below: the units whose totals contain one another."""
    yield unit
    yield from (above.id for above in tree.ancestors(unit))
    yield from (below.id for below in tree.below(unit))


class RelatedUnitDays:
    """Days held by units, asked of a unit together with all that are above and below it."""

    def __init__(self, tree: UnitTree, days_by_unit: dict[int, list[DaySpan]]) -> None:
        self._tree = tree
        self._days_by_unit = days_by_unit
        self._merged: dict[int, list[DaySpan]] = {}

    def days_of(self, unit: int) -> list[DaySpan]:
        """The days, as merged runs."""
        if unit not in self._merged:
            self._merged[unit] = merge(self._related_days(unit))
        return self._merged[unit]

    def __bool__(self) -> bool:
        """Return True where any unit holds any day."""
        return bool(self._days_by_unit)

    def _related_days(self, unit: int) -> Iterator[DaySpan]:
        if self._tree.history is None:
            for other in related_units(self._tree, unit):
                yield from self._days_by_unit.get(other, [])
            return
        for other, days in self._tree.lineage_ever(unit):
            yield from clipped(self._days_by_unit.get(other, []), *days)
        for other, spans in self._days_by_unit.items():
            for above, days in self._tree.lineage_ever(other) if other != unit else ():
                yield from clipped(spans, *days) if above == unit else ()

    def last_overlap(self, unit: int, span: DaySpan) -> DaySpan | None:
        """Return the last run of them that shares a day with the span, if any does."""
        return last_overlap(span, self.days_of(unit))


def ledger_days(store: Store, tree: UnitTree, kind: str) -> RelatedUnitDays:
    """The days on which the ledger reports a measure of a kind of record."""
    measures = store.catalogue.measures_of_fact(kind)
    days_by_unit: dict[int, list[DaySpan]] = {}
    for measure, unit, first, last in store.db.execute("SELECT measure, unit, first, last FROM ledger"):
        if measure in measures:
            days_by_unit.setdefault(unit, []).append((first, last))
    return RelatedUnitDays(tree, days_by_unit)


def record_days(store: Store, tree: UnitTree) -> dict[str, RelatedUnitDays]:
    """The days on which the records of each kind are complete."""
    covered = coverage(store)
    return {kind: RelatedUnitDays(tree, covered.get(kind, {})) for kind in store.catalogue.facts}
