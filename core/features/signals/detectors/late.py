"""Sources further behind the day than their rhythm allows; stations that are, or never came, where others are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from core.features.signals.detector import Detector, Episode, detects
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.units import UnitRef
from core.time.days import to_date

LEDGER = "ledger:"


@detects("late")
class LateDetector(Detector):
    """Sources that should have come."""

    family = "late"

    def facts(self) -> Iterator[Signal]:
        """Yield late sources, and late stations of sources that are not late as a whole."""
        context, catalogue = self.context, self.context.catalogue
        for source in context.snapshot.sources(catalogue, list(catalogue.kpis)):
            allowed = catalogue.late_after(None if source.id.startswith(LEDGER) else source.id)
            behind = (context.as_of - source.covers_to).days
            if behind > allowed:
                yield self._late(source.id, source.zh, context.bureau, behind, allowed)
            elif source.id in catalogue.facts:
                yield from self._late_stations(source.id, source.zh)

    def _late_stations(self, kind: str, zh: str) -> Iterator[Signal]:
        context, catalogue = self.context, self.context.catalogue
        measure = next(iter(catalogue.measures_of_fact(kind).values()), None)
        if measure is None:
            return
        allowed, coverage = catalogue.late_after(kind), context.snapshot.coverage
        newest, oldest = coverage.newest_day(kind), coverage.oldest_day(kind)
        if newest is None or oldest is None:
            return
        day = newest if 0 <= newest - context.day <= allowed else context.day  # units on time may hold the day back
        for station in context.stations:
            ends = [last for _, last in coverage.complete_days(measure, station.id)]
            begun = max(oldest, coverage.tree.known_days(station.id)[0])
            behind = day - max(ends, default=begun - 1)
            if behind > allowed and (ends or coverage.has_reporter(station, measure.reported_by)):
                yield self._late(kind, zh, station, behind, allowed, has_come=bool(ends))

    def _late(self, source: str, zh: str, unit: UnitRef, behind: int, allowed: int, *, has_come: bool = True) -> Signal:
        day = self.context.day
        last = day - behind
        episode = Episode(Window(last + 1, day), to_date(last + allowed + 1), False, behind / allowed)
        name = zh if self.context.station_of(unit.id) is None else f"{unit.name}{zh}"
        sentence = _sentence if has_come else _never_sentence
        signal = self.signal(unit, source, episode, sentence(name, to_date(last), behind, allowed))
        until = f"只到 {to_date(last):%m-%d}" if has_come else "从未报来"
        return replace(signal, headline=f"{zh}数据{until}，已落后 {behind} 天")


def _never_sentence(name: str, before: date, behind: int, allowed: int) -> str:
    begun = before + timedelta(days=1)
    return f"{name}的数据从未报来，应自 {begun} 起有，已落后 {behind} 天，按它的节奏最多应落后 {allowed} 天。"


def _sentence(name: str, covers_to: date, behind: int, allowed: int) -> str:
    return f"{name}的数据只到 {covers_to}，已落后 {behind} 天，按它的节奏最多应落后 {allowed} 天。"
