"""Detection of signals: every rule that is on, applied as of a day."""

from __future__ import annotations

from collections.abc import Iterable

import core.features.signals.detectors  # noqa: F401  # registers every detector
from core.features.signals.detection_context import DetectionContext
from core.features.signals.detector import DETECTORS, Detector
from core.features.signals.episodes import Threshold
from core.features.signals.types import Signal, Signals
from core.store.record_reach import RecordsAbsent


def detector_of(context: DetectionContext, name: str) -> Detector:
    """Return the detector of a rule."""
    rule = context.catalogue.signals[name]
    return DETECTORS[rule.kind](context, name, rule)


def detect_signals(context: DetectionContext) -> Signals:
    """Return all active signals in the order of the rules; within one the bureau's, then the heaviest, the oldest."""
    false_alarms_a_month = context.catalogue.false_alarms["bureau"].a_month
    active: list[Signal] = []
    thresholds: dict[str, Threshold] = {}
    left_out: list[str] = []
    for name, rule in context.catalogue.signals.items():
        if not rule.on:
            continue
        detector = detector_of(context, name)
        try:
            signals = list(detector.facts())
            by_chance = detector.chance_signals(false_alarms_a_month * rule.part)
        except RecordsAbsent:  # of a board file
            left_out.append(name)
            continue
        if by_chance is not None:
            thresholds[name] = by_chance.threshold
            signals += by_chance.signals
        active += _sorted(context, signals)
    return Signals(context.as_of, tuple(active), thresholds, false_alarms_a_month, tuple(left_out), context.whole)


def _sorted(context: DetectionContext, signals: Iterable[Signal]) -> list[Signal]:
    bureau = context.bureau.id
    return sorted(signals, key=lambda signal: (signal.unit.id != bureau, -signal.weight, signal.since, signal.key))
