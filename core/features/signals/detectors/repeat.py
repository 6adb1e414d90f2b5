"""Communities where registered disputes bring calls again and again: a plain fact, dated by the day it became one.

The sentence does not say how many calls, nor of which disputes. That there were at least so many is the rule; where a
community's small counts are hidden, no fewer than the smallest that is shown.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from core.features.signals.daily_runs import counts_by_day, last_run, moving_sums
from core.features.signals.detector import Detector, detects
from core.features.signals.text import window_text
from core.features.signals.types import Signal
from core.store.record_reach import records_since

MEASURE = "repeat_dispute_alerts"  # counts these calls


@detects("repeat")
class RepeatDetector(Detector):
    """Communities (and stations, for what lies in none) with enough such calls over the days up to the day."""

    def facts(self) -> Iterator[Signal]:
        """Yield a signal for each unit with enough calls."""
        day, width, least = self.context.day, self.rule.days[0], self.rule.least
        first = self.context.anchor - width + 1
        for unit, days in self._call_days(first).items():
            counts, fewest = counts_by_day(days, first, day), max(least, self.context.fewest_told(MEASURE, unit))
            enough = moving_sums(counts, width) >= fewest
            if enough[-1]:
                episode = last_run(enough, day, width, int(counts[-width:].sum()))
                window = window_text(episode.window)
                why = f"{window}已登记的纠纷再次引发报警达到 {fewest} 次以上，请看化解措施是否到位。"
                signal = self.signal(self.context.snapshot.tree.units[unit], "disputes", episode, why)
                yield replace(signal, headline=f"已登记的纠纷 {width} 天内反复报警")

    def _call_days(self, first: int) -> dict[int, list[int]]:
        """Return, by unit, the days of the calls that registered disputes brought."""
        units = [unit.id for unit in (*self.context.stations, *self.context.communities)]
        table = records_since(self.context.store, "alert", first)
        rows = self.context.store.conn.execute(
            f"SELECT f.unit, f.when_day FROM {table} f WHERE f.dispute IS NOT NULL "
            "AND f.class <> 'invalid' AND f.when_day BETWEEN ? AND ? AND f.unit IN (SELECT value FROM json_each(?))",
            [first, self.context.day, json.dumps(units)],
        )
        days_by_unit: dict[int, list[int]] = defaultdict(list)
        for unit, day in rows:
            days_by_unit[unit].append(day)
        return days_by_unit
