"""Detectors: one class for each kind of signal rule, registered by the kind under which the catalogue names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, NamedTuple, TypeVar

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.signal_key import SignalKey
from core.catalogue.signal_model import SignalFamily, SignalKind, SignalRule
from core.features.signals.detection_context import DetectionContext
from core.features.signals.episodes import Threshold
from core.features.signals.kept_statistics import Scanner, statistics_before_each
from core.features.signals.scan import Peak, Scan
from core.features.signals.scan_statistics import ScanStatistics
from core.features.signals.text import BY_SHARE, excess_headline
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.units import UnitRef
from core.time.days import to_date


class Episode(NamedTuple):
    """The days that a signal speaks of, since when it is active, and how bad it is (see Signal)."""

    window: Window
    since: date
    began_earlier: bool
    weight: float


class ChanceSignals(NamedTuple):
    """The active signals of a rule that chance can mislead, and the threshold that it was held to."""

    threshold: Threshold
    signals: Sequence[Signal]


@dataclass(frozen=True)
class Detector:
    """Finds the signals of one rule.

    A subclass overrides `facts` for signals that are plainly so, `scan` (or all of `chance_signals`) for those that
    chance can mislead, or both. It holds all that is particular to its kind: the method, its family, the sentence that
    a signal says, and its headline. `chance_is_bound`: the false signals agreed to are an upper bound, not an estimate.
    """

    family: ClassVar[SignalFamily] = "list"
    chance_is_bound: ClassVar[bool] = True

    context: DetectionContext
    name: str
    rule: SignalRule

    def facts(self) -> Iterator[Signal]:
        """Yield the signals that need no threshold."""
        yield from ()

    def scan(self, first: int) -> Scan | None:
        """Test the days from `first` to the context's day; None where there is nothing to test."""
        return None

    def chance_signals(self, false_alarms_a_month: float) -> ChanceSignals | None:
        """Return the signals that are active where so many false ones a month are borne; None if nothing is tested."""
        scan = self.scan(self.context.anchor)
        if scan is None:
            return None
        return ChanceSignals(scan.threshold(false_alarms_a_month), list(self.scan_signals(scan, false_alarms_a_month)))

    def scan_signals(self, scan: Scan, false_alarms_a_month: float) -> Iterator[Signal]:
        """Yield the signals that are active after a scan's last day."""
        for peak in scan.peaks(false_alarms_a_month):
            weight = float(-np.log10(max(peak.p, 1e-300)))
            episode = Episode(peak.window, to_date(peak.since), peak.began_earlier, weight)
            sentence = scan.sentence(peak)
            chance = false_alarms_a_month
            signal = self.signal(peak.unit, peak.kpi, episode, sentence, kpi=peak.kpi, chance_a_month=chance)
            yield replace(signal, headline=self.headline(peak))

    def statistics_before_each(
        self, scanner: Scanner, ends: Sequence[int], series_name: str = ""
    ) -> list[ScanStatistics]:
        """Return the statistics before each place, of a part of the rule, kept where nothing before it has changed."""
        return statistics_before_each(self.context.snapshot.result_cache, f"{self.name} {series_name}", scanner, ends)

    def headline(self, peak: Peak) -> str:
        """Say a peak in a few words, without its unit: how many over how many days, and how many are usual."""
        kpi = self.kpi(peak.kpi)
        what = f"{peak.window.days} 天{kpi.label}"
        return excess_headline(what, kpi.unit, peak.observed, peak.expected)

    def signal(
        self,
        unit: UnitRef,
        subject: str,
        episode: Episode,
        finding: str,
        *,
        kpi: str | None = None,
        chance_a_month: float = 0.0,
        records: tuple[str, ...] = (),
    ) -> Signal:
        """Return a signal about a subject of a unit, with its Chinese sentence and what chance alone makes."""
        return Signal(
            key=str(SignalKey(self.name, str(unit.id), subject)),
            rule=self.name,
            kind=self.rule.kind,
            family=self.family,
            unit=unit,
            station=self.context.station_of(unit.id),
            kpi=kpi,
            window=episode.window,
            since=episode.since,
            began_earlier=episode.began_earlier,
            weight=float(episode.weight),
            finding=finding,
            chance_a_month=chance_a_month,
            chance_is_bound=self.chance_is_bound,
            records=records,
            subject=subject,
            whole=self.context.whole,
        )

    @property
    def by_share(self) -> str:
        """On what basis a unit's counts are expected from its share of the bureau's."""
        return BY_SHARE.format(whole=self.context.whole)

    def kpi(self, name: str) -> Kpi:
        """Return a KPI of the catalogue."""
        return self.context.catalogue.kpis[name]

    @property
    def measures(self) -> list[str]:
        """The measures that the rule's KPIs count."""
        return [self.kpi(name).numerator for name in self.rule.kpis]


DETECTORS: dict[SignalKind, type[Detector]] = {}
D = TypeVar("D", bound=type[Detector])


def detects(kind: SignalKind) -> Callable[[D], D]:
    """Register a class as the detector of a kind of rule."""

    def register(detector: D) -> D:
        assert kind not in DETECTORS, f"two detectors of {kind}"
        DETECTORS[kind] = detector
        return detector

    return register
