"""Every rule that is on, asked as of a day."""

from __future__ import annotations

from collections.abc import Callable

from core.catalogue.signal_model import SignalRule
from core.engine.signals.answers import Signal, Signals
from core.engine.signals.asking import Asking
from core.engine.signals.episodes import Threshold
from core.engine.signals.rises import clusters, rises

OF_CHANCE: dict[str, Callable[[Asking, str, SignalRule, float], tuple[list[Signal], Threshold] | None]] = {
    "rise": rises,
    "cluster": clusters,
}


def signals_of(asking: Asking) -> Signals:
    """All that is on, in the order of the rules; within one the bureau first, then the heaviest."""
    catalogue = asking.catalogue
    a_month = catalogue.false_alarms["bureau"].a_month
    found: list[Signal] = []
    thresholds: dict[str, Threshold] = {}
    for name, rule in catalogue.signals.items():
        if not rule.on:
            continue
        if rule.kind in OF_CHANCE:
            answer = OF_CHANCE[rule.kind](asking, name, rule, a_month * rule.part)
            if answer is not None:
                found += _ordered(asking, answer[0])
                thresholds[name] = answer[1]
    return Signals(asking.as_of, tuple(found), thresholds, a_month)


def _ordered(asking: Asking, found: list[Signal]) -> list[Signal]:
    root = asking.asked.tree.root.id
    return sorted(found, key=lambda one: (one.unit.id != root, -one.weight, one.key))
