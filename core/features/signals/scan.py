"""A rule of chance at work: its looks at every question, and the signals that are on after the last of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import SignalRule
from core.features.signals.detection_context import DetectionContext
from core.features.signals.episodes import EpisodeState, Threshold, follow_episodes
from core.features.signals.scan_statistics import ScanStatistics
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.units import UnitRef
from core.time.days import to_date


class Peak(NamedTuple):
    """What a signal tells: the window (the `which`-th) in which its KPI and unit stand out most."""

    window: Window
    observed: int
    expected: float
    p: float
    window_index: int


Sentence = Callable[[str, UnitRef, Peak], str]  # the sentence about a KPI of a unit


@dataclass(frozen=True)
class Scan:
    """The looks at the ends of the days `first`, `first` + `every`, …; their axes are windows, KPIs and units."""

    rule: SignalRule
    kpis: Sequence[str]
    units: Sequence[UnitRef]
    statistics: Sequence[ScanStatistics]
    first: int
    interval: int
    sentence: Sentence

    def states(self, a_month: float) -> Iterator[EpisodeState]:
        """What is on after each look."""
        return follow_episodes(self.statistics, a_month, self.interval, self.rule.least)

    def threshold(self, a_month: float) -> Threshold:
        """The threshold at the last look."""
        return Threshold(a_month, self.statistics[-1].tests, self.interval)

    def signals(self, asking: DetectionContext, name: str, a_month: float) -> Iterator[Signal]:
        """What is on after the last look."""
        *_, state = self.states(a_month)
        last = self.statistics[-1]
        p = np.where(np.isnan(last.p), 1.0, last.p)
        for at, row in np.argwhere(state.active).tolist():
            which = int(p[:, at, row].argmin())
            end = self.first + (len(self.statistics) - 1) * self.interval
            window = Window(end - self.rule.days[which] + 1, end)
            unit, kpi, began = self.units[row], self.kpis[at], int(state.began_at[at, row])
            seen, mean = int(last.observed[which, at, row]), float(last.expected[which, at, row])
            told = Peak(window, seen, mean, float(p[which, at, row]), which)
            yield Signal(
                key=f"{name}:{unit.id}:{kpi}",
                rule=name,
                kind=self.rule.kind,
                unit=unit,
                station=asking.station_of(unit.id),
                kpi=kpi,
                window=window,
                since=to_date(self.first + began * self.interval),
                began_earlier=began == 0,
                weight=float(-np.log10(max(told.p, 1e-300))),
                why=self.sentence(kpi, unit, told),
            )
