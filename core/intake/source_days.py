"""Facts and ledger may meet at a date, never overlap: each unit, measure and day has one source."""

from __future__ import annotations

from collections.abc import Iterator

from core.store.coverage import coverage
from core.store.store import Store
from core.store.units import UnitTree
from core.time.spans import Span, last_overlap, merge


def related_units(tree: UnitTree, unit: int) -> Iterator[int]:
    """The unit, all above it and all below: those whose totals contain one another."""
    yield unit
    yield from (above.id for above in tree.ancestors(unit))
    yield from (below.id for below in tree.below(unit))


class RelatedUnitDays:
    """Days held by units, asked of a unit together with all that are above and below it."""

    def __init__(self, tree: UnitTree, days_by_unit: dict[int, list[Span]]) -> None:
        self._tree = tree
        self._held = days_by_unit
        self._known: dict[int, list[Span]] = {}

    def days_of(self, unit: int) -> list[Span]:
        """The days, as merged runs."""
        if unit not in self._known:
            near = related_units(self._tree, unit)
            self._known[unit] = merge(span for other in near for span in self._held.get(other, []))
        return self._known[unit]

    def last_overlap(self, unit: int, span: Span) -> Span | None:
        """A run of them that shares a day with the span, if any does."""
        return last_overlap(span, self.days_of(unit))


def ledger_days(store: Store, tree: UnitTree, kind: str) -> RelatedUnitDays:
    """The days on which the ledger reports a measure of a kind of record."""
    measures = store.catalogue.measures_of_fact(kind)
    days_by_unit: dict[int, list[Span]] = {}
    for measure, unit, first, last in store.db.execute("SELECT measure, unit, first, last FROM ledger"):
        if measure in measures:
            days_by_unit.setdefault(unit, []).append((first, last))
    return RelatedUnitDays(tree, days_by_unit)


def record_days(store: Store, tree: UnitTree) -> dict[str, RelatedUnitDays]:
    """The days on which the records of each kind are complete."""
    covered = coverage(store)
    return {kind: RelatedUnitDays(tree, covered.get(kind, {})) for kind in store.catalogue.facts}
