"""Counts of alerts by class, station, day and hour, read from the records in slices of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import CHINA_OFFSET, day_number
from seed.bureau import Plan
from seed.calibration import CLASSES
from seed.streams import Ints

if TYPE_CHECKING:
    from collections.abc import Callable

SLICE = 400_000  # records
DAY = f"(f.occurred_at + {CHINA_OFFSET}) / 86400"
HOUR = f"(f.occurred_at + {CHINA_OFFSET}) / 3600 % 24"
STATION = "JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station'"


@dataclass(frozen=True)
class Tally:
    """`daily` counts by class, station and day of the history; `hours` by class, weekday (0) or weekend, and hour."""

    stations: tuple[int, ...]
    settings: tuple[str, ...]
    counties: tuple[int, ...]  # the bureau right above each station
    first: int
    daily: Ints
    hours: Ints

    @property
    def days(self) -> Ints:
        """The day numbers of the history."""
        return np.arange(self.first, self.first + self.daily.shape[2])

    @property
    def by_day(self) -> Ints:
        """Counts by class and day."""
        summed: Ints = self.daily.sum(axis=1)
        return summed


def tally_alerts(store: Store, plan: Plan, tell: Callable[[float], None] = lambda _done: None) -> Tally:
    """Reads all the alerts of the history once."""
    tree = unit_tree(store)
    stations = tree.stations(tree.root.id)
    first, last = day_number(plan.start), day_number(plan.as_of)
    daily = np.zeros((len(CLASSES), len(stations), last - first + 1), dtype=np.int64)
    hours = np.zeros((len(CLASSES), 2, 24), dtype=np.int64)
    numbers = {station.id: i for i, station in enumerate(stations)}
    groups = {name: i for i, name in enumerate(CLASSES)}
    for clause, done in slices(store, "fact_alert"):
        by_day = store.db.execute(
            f"SELECT f.class, a.ancestor, {DAY}, count(*) FROM fact_alert f {STATION} WHERE {clause} GROUP BY 1, 2, 3"
        )
        for name, station, day, number in by_day:
            daily[groups[name], numbers[station], day - first] += number
        by_hour = store.db.execute(
            f"SELECT f.class, ({DAY} + 3) % 7 > 4, {HOUR}, count(*) FROM fact_alert f WHERE {clause} GROUP BY 1, 2, 3"
        )
        for name, weekend, hour, number in by_hour:
            hours[groups[name], weekend, hour] += number
        tell(done)
    ids, settings = tuple(s.id for s in stations), tuple(s.setting or "town" for s in stations)
    return Tally(ids, settings, tuple(s.parent or tree.root.id for s in stations), first, daily, hours)


def slices(store: Store, table: str) -> Iterator[tuple[str, float]]:
    """Conditions that take a table in slices, each with the share that is done after it."""
    low, high = store.db.execute(f"SELECT ifnull(min(rowid), 1), ifnull(max(rowid), 0) FROM {table}").fetchone()
    for start in range(low, high + 1, SLICE):
        yield f"f.rowid BETWEEN {start} AND {start + SLICE - 1}", min(1.0, (start + SLICE - low) / (high - low + 1))
