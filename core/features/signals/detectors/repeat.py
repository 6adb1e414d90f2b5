"""Communities where registered disputes bring calls again and again: a plain fact, dated by the day it became one.

The sentence does not say how many calls, nor of which disputes. That there were at least so many is the rule; where a
community's small counts are hidden and there are fewer than the smallest that is shown, its station is named instead.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from core.features.signals.amount_series import Ints
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
        first = self.context.anchor - self.rule.days[0] + 1
        signals: dict[int, Signal] = {}  # by the unit that they name
        for unit, days in self._call_days(first).items():
            sums = moving_sums(counts_by_day(days, first, self.context.day), self.rule.days[0])
            signal = self._signal_of(unit, sums) if sums[-1] >= self.rule.least else None
            if signal and (signal.unit.id not in signals or signal.since < signals[signal.unit.id].since):
                signals[signal.unit.id] = signal
        yield from signals.values()

    def _signal_of(self, unit: int, sums: Ints) -> Signal | None:
        """Return the signal of a unit with enough calls: its own, or where their number is hidden its station's."""
        context, (width, *_) = self.context, self.rule.days
        fewest = max(self.rule.least, context.fewest_told(MEASURE, unit))
        is_told = bool(sums[-1] >= fewest)
        place, least = (unit, fewest) if is_told else (context.station_of(unit), self.rule.least)
        if place is None:
            return None
        episode = last_run(sums >= least, context.day, width, int(sums[-1]))
        place_words, remark = ("", "") if is_told else ("有社区", "件数涉及个人，不写明是哪个社区。")
        why = (
            f"{window_text(episode.window)}{place_words}已登记的纠纷再次引发报警达到 {least} 次以上，"
            f"请看化解措施是否到位。{remark}"
        )
        signal = self.signal(context.snapshot.tree.units[place], "disputes", episode, why)
        return replace(signal, headline=f"已登记的纠纷 {width} 天内反复报警")

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
