"""Calls that were entered twice: records that agree in everything but their number. Plain facts, of stations.

Where times are kept by the day, or little else is kept, calls may agree by themselves: then they did so in the year
before as well, and only TIMES as many as that are a signal.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import NamedTuple

from core.features.signals.daily_runs import counts_by_day, last_run, moving_sums
from core.features.signals.detector import Detector, detects
from core.features.signals.scan_statistics import YEAR
from core.features.signals.text import window_text
from core.features.signals.types import Signal
from core.store.record_reach import records_since

KIND, TIMES = "alert", 10


class Duplicate(NamedTuple):
    """A call that was entered before: the day on which it came in, and its number."""

    day: int
    number: str


@detects("twice")
class TwiceDetector(Detector):
    """Stations with enough calls entered twice over the days up to the day."""

    family = "data"

    def facts(self) -> Iterator[Signal]:
        """Yield a signal for each station with enough duplicates."""
        day, width, least = self.context.day, self.rule.days[0], self.rule.least
        first = self.context.anchor - width + 1
        recent = {
            station: duplicates
            for station, duplicates in self._duplicates(first, day).items()
            if len(duplicates) >= least
        }
        before = self._duplicates(first - YEAR, first - 1, recent) if recent else {}
        for station, duplicates in recent.items():
            usual = len(before.get(station, ())) * width / YEAR
            counts = counts_by_day((duplicate.day for duplicate in duplicates), first, day)
            enough = moving_sums(counts, width) >= max(least, TIMES * usual)
            if enough[-1]:
                records = tuple(duplicate.number for duplicate in duplicates if duplicate.day > day - width)
                episode = last_run(enough, day, width, len(records))
                why = (
                    f"{window_text(episode.window)}有 {len(records):,} 起警情除编号外与另一起完全相同，"
                    "请核对有无重复入库。"
                )
                unit = self.context.snapshot.tree.units[station]
                headline = f"{len(records):,} 起警情与另一起完全相同，疑似重复入库"
                yield replace(self.signal(unit, KIND, episode, why, records=records), headline=headline)

    def _duplicates(self, first: int, last: int, stations: Collection[int] | None = None) -> dict[int, list[Duplicate]]:
        """Return, by station, the calls of which another with a lower number says the same; of some stations or all."""
        table = records_since(self.context.store, KIND, first)
        columns = [column for column in self.context.catalogue.facts[KIND].columns if column != "id"]
        same = " AND ".join(f"f.{column} IS o.{column}" for column in columns)
        units, stations_asked = "SELECT id FROM unit", list[str]()
        if stations is not None:
            units = "SELECT unit FROM unit_ancestor WHERE ancestor IN (SELECT value FROM json_each(?))"
            stations_asked = [json.dumps(list(stations))]
        rows = self.context.store.conn.execute(
            f"WITH met AS (SELECT unit, occurred_at FROM {table} WHERE unit IN ({units}) "
            "AND when_day BETWEEN ? AND ? GROUP BY unit, when_day, occurred_at HAVING count(*) > 1) "  # by the index
            f"SELECT a.ancestor, f.when_day, f.id FROM met m JOIN {table} f ON f.unit = m.unit "
            "AND f.when_day = (m.occurred_at + 28800) / 86400 AND f.occurred_at = m.occurred_at "
            "JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' AND NOT a.inherited "
            "AND f.when_day BETWEEN a.first AND a.last "
            f"WHERE EXISTS (SELECT 1 FROM {table} o WHERE o.unit = f.unit AND o.when_day = f.when_day "
            f"AND o.id < f.id AND {same}) ORDER BY f.when_day, f.id",
            [*stations_asked, first, last],
        )
        by_station: dict[int, list[Duplicate]] = defaultdict(list)
        for station, day, number in rows:
            by_station[station].append(Duplicate(day, number))
        return by_station
