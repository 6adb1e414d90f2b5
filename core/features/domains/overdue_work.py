"""Work past its date by station, of a province by county: how many pieces, and by how many days the oldest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from core.store.units import UnitRef


class LateTask(NamedTuple):
    """A piece of work past its date: the unit at which it is counted, and by how many days."""

    unit: UnitRef
    days: int


class OverdueWork(NamedTuple):
    """Overdue work of a unit: how many pieces, and the days of the longest overdue."""

    unit: UnitRef
    pieces: int
    longest: int


def by_unit(tasks: Iterable[LateTask]) -> list[OverdueWork]:
    """Return the units with overdue work, the most first."""
    days: dict[UnitRef, list[int]] = defaultdict(list)
    for task in tasks:
        days[task.unit].append(task.days)
    lines = [OverdueWork(unit, len(late), max(late)) for unit, late in days.items()]
    return sorted(lines, key=lambda line: (-line.pieces, -line.longest, line.unit.name))
