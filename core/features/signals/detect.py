"""Every rule that is on, asked as of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.catalogue.signal_model import SignalKind, SignalRule
from core.features.signals.declared_counts import counted
from core.features.signals.detection_context import DetectionContext
from core.features.signals.detectors.missed import missed
from core.features.signals.detectors.nights import nights
from core.features.signals.detectors.overdue import late, overdue
from core.features.signals.detectors.repeat import repeats
from core.features.signals.detectors.rise import clusters, faults, rises
from core.features.signals.detectors.twice import twice
from core.features.signals.detectors.unsettled import unsettled
from core.features.signals.episodes import Threshold
from core.features.signals.scan import Scan
from core.features.signals.types import Signal, Signals

OF_CHANCE: dict[SignalKind, Callable[[DetectionContext, SignalRule, int, int], Scan | None]] = {
    "rise": rises,
    "cluster": clusters,
    "fault": faults,
    "missed": missed,
    "nights": nights,
    "unsettled": unsettled,
}
OF_FACT: dict[SignalKind, Callable[[DetectionContext, str, SignalRule], Iterable[Signal]]] = {
    "missed": counted,
    "late": late,
    "overdue": overdue,
    "repeat": repeats,
    "twice": twice,
}


def detect_signals(asking: DetectionContext) -> Signals:
    """All that is on, in the order of the rules; within one the bureau first, then the heaviest."""
    a_month = asking.catalogue.false_alarms["bureau"].a_month
    found: list[Signal] = []
    thresholds: dict[str, Threshold] = {}
    for name, rule in asking.catalogue.signals.items():
        if not rule.on:
            continue
        own = list(OF_FACT[rule.kind](asking, name, rule)) if rule.kind in OF_FACT else []
        watch = watched(asking, rule)
        if watch is not None:
            thresholds[name] = watch.threshold(a_month * rule.part)
            own += watch.signals(asking, name, a_month * rule.part)
        found += _ordered(asking, own)
    return Signals(asking.as_of, tuple(found), thresholds, a_month)


def watched(asking: DetectionContext, rule: SignalRule, first: int | None = None) -> Scan | None:
    """A rule of chance at work from a day on (the anchor, if none is named); None where there is nothing to look at."""
    begin = asking.anchor if first is None else first
    return OF_CHANCE[rule.kind](asking, rule, begin, asking.day) if rule.kind in OF_CHANCE else None


def _ordered(asking: DetectionContext, found: Iterable[Signal]) -> list[Signal]:
    root = asking.snapshot.tree.root.id
    return sorted(found, key=lambda one: (one.unit.id != root, -one.weight, one.key))
