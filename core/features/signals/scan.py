"""A rule of chance at work: its statistics at the end of every day or week, and the peaks active after the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import SignalRule
from core.features.signals.episodes import EpisodeState, Threshold, follow_episodes
from core.features.signals.scan_statistics import ScanStatistics
from core.metrics.types import Window
from core.store.units import UnitRef


class Peak(NamedTuple):
    """The window (its `window_index` in the rule) in which a KPI of a unit stands out most, and since which day."""

    kpi: str
    unit: UnitRef
    window: Window
    window_index: int
    observed: int
    expected: float
    p: float
    since: int
    began_earlier: bool


@dataclass(frozen=True)
class Scan:
    """Statistics at the ends of the days `first`, `first` + `interval`, …; their axes are windows, KPIs and units.

    `sentence` words a peak (Chinese).
    """

    rule: SignalRule
    kpis: Sequence[str]
    units: Sequence[UnitRef]
    statistics: Sequence[ScanStatistics]
    first: int
    interval: int
    sentence: Callable[[Peak], str]

    def states(self, false_alarms_a_month: float) -> Iterator[EpisodeState]:
        """Yield the active signals after each scan."""
        return follow_episodes(self.statistics, false_alarms_a_month, self.interval, self.rule.least)

    def threshold(self, false_alarms_a_month: float) -> Threshold:
        """Return the threshold at the last scan."""
        return Threshold(false_alarms_a_month, self.statistics[-1].tests, self.interval)

    def peaks(self, false_alarms_a_month: float) -> Iterator[Peak]:
        """Yield the peaks that are active after the last scan."""
        *_, state = self.states(false_alarms_a_month)
        last = self.statistics[-1]
        end = self.first + (len(self.statistics) - 1) * self.interval
        p = np.where(np.isnan(last.p), 1.0, last.p)
        for kpi, unit in np.argwhere(state.active).tolist():
            index, began_at = int(p[:, kpi, unit].argmin()), int(state.began_at[kpi, unit])
            yield Peak(
                kpi=self.kpis[kpi],
                unit=self.units[unit],
                window=Window(end - self.rule.days[index] + 1, end),
                window_index=index,
                observed=int(last.observed[index, kpi, unit]),
                expected=float(last.expected[index, kpi, unit]),
                p=float(p[index, kpi, unit]),
                since=self.first + began_at * self.interval,
                began_earlier=began_at == 0,
            )
