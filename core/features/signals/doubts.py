"""Doubts that signals cast on figures: which KPIs of which stations rest on records that are to be checked first.

Doubt travels with the figure: where it stands, it is marked, and nothing is judged by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.features.signals.detectors.twice import KIND as CALLS
from core.features.signals.digest import SignalGroup, group_of
from core.features.signals.types import Signal


class DoubtedFigure(NamedTuple):
    """A KPI of a station."""

    unit: int
    kpi: str


Doubts = Mapping[DoubtedFigure, str]  # with the Chinese name of the first rule that casts the doubt


def doubts(catalogue: Catalogue, signals: Iterable[Signal]) -> Doubts:
    """Return the figures of stations that signals about data cast doubt on.

    What is late is not in doubt: it is marked with its last day already, or has no figure.
    """
    doubted: dict[DoubtedFigure, str] = {}
    for signal in signals:
        if group_of(signal.kind) is not SignalGroup.DOUBTFUL_DATA or signal.kind == "late" or signal.station is None:
            continue
        for kpi in _doubted_kpis(catalogue, signal):
            doubted.setdefault(DoubtedFigure(signal.station, kpi), catalogue.signals[signal.rule].zh)
    return doubted


def _doubted_kpis(catalogue: Catalogue, signal: Signal) -> Iterator[str]:
    """Yield the KPIs that the rule names, or else all that count the records it watches."""
    named = catalogue.signals[signal.rule].doubts
    if named:
        yield from named
        return
    fact = CALLS if signal.kpi is None else catalogue.measures[catalogue.kpis[signal.kpi].numerator].fact
    for name, kpi in catalogue.kpis.items():
        if any(catalogue.measures[measure].fact == fact for measure in kpi.measures()):
            yield name
