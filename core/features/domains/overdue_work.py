"""Work past its date by station: how many pieces of a list of work, and by how many days the oldest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class LateTask(NamedTuple):
    """A piece of work past its date: its station's name, and by how many days."""

    station: str
    days: int


class OverdueWork(NamedTuple):
    """Overdue work of a station: how many pieces, and the days of the longest overdue."""

    station: str
    pieces: int
    longest: int


def by_station(tasks: Iterable[LateTask]) -> list[OverdueWork]:
    """Return the stations with overdue work, the most first."""
    days: dict[str, list[int]] = defaultdict(list)
    for task in tasks:
        days[task.station].append(task.days)
    lines = [OverdueWork(station, len(late), max(late)) for station, late in days.items()]
    return sorted(lines, key=lambda line: (-line.pieces, -line.longest, line.station))
