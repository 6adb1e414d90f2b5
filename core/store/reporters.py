"""Say which units report a measure: their figures make up a parent's."""

from __future__ import annotations

from collections.abc import Collection

from core.store.units import UnitRef, UnitTree


def has_reporter(tree: UnitTree, unit: UnitRef, reported_by: Collection[str]) -> bool:
    """Return True if the unit, or one that is or was below it, is of a kind that reports the measure.

    A county bureau of which no units are entered reports in their place.
    """
    children = [child for child, _ in tree.children_ever(unit.id)]
    stands_for_stations = unit.kind == "county" and not children and "station" in reported_by
    return (
        unit.kind in reported_by
        or stands_for_stations
        or any(has_reporter(tree, child, reported_by) for child in children)
    )
