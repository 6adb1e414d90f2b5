"""A rule of chance at work: its looks at every question, and the signals that are on after the last of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import SignalRule
from core.features.signals.detection_context import Asking
from core.features.signals.episodes import State, Threshold, course
from core.features.signals.scan_statistics import Look
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.units import UnitRef
from core.time.days import to_date


class Told(NamedTuple):
    """What a signal tells: the window (the `which`-th) in which its KPI and unit stand out most."""

    window: Window
    seen: int
    mean: float
    p: float
    which: int


Why = Callable[[str, UnitRef, Told], str]  # the sentence about a KPI of a unit


@dataclass(frozen=True)
class Watch:
    """The looks at the ends of the days `first`, `first` + `every`, …; their axes are windows, KPIs and units."""

    rule: SignalRule
    kpis: Sequence[str]
    units: Sequence[UnitRef]
    looks: Sequence[Look]
    first: int
    every: int
    why: Why

    def states(self, a_month: float) -> Iterator[State]:
        """What is on after each look."""
        return course(self.looks, a_month, self.every, self.rule.least)

    def threshold(self, a_month: float) -> Threshold:
        """The threshold at the last look."""
        return Threshold(a_month, self.looks[-1].tests, self.every)

    def signals(self, asking: Asking, name: str, a_month: float) -> Iterator[Signal]:
        """What is on after the last look."""
        *_, state = self.states(a_month)
        last = self.looks[-1]
        p = np.where(np.isnan(last.p), 1.0, last.p)
        for at, row in np.argwhere(state.on).tolist():
            which = int(p[:, at, row].argmin())
            end = self.first + (len(self.looks) - 1) * self.every
            window = Window(end - self.rule.days[which] + 1, end)
            unit, kpi, began = self.units[row], self.kpis[at], int(state.began[at, row])
            seen, mean = int(last.seen[which, at, row]), float(last.mean[which, at, row])
            told = Told(window, seen, mean, float(p[which, at, row]), which)
            yield Signal(
                key=f"{name}:{unit.id}:{kpi}",
                rule=name,
                kind=self.rule.kind,
                unit=unit,
                station=asking.station_of(unit.id),
                kpi=kpi,
                window=window,
                since=to_date(self.first + began * self.every),
                earlier=began == 0,
                weight=float(-np.log10(max(told.p, 1e-300))),
                why=self.why(kpi, unit, told),
            )
