"""Every rule that is on, asked as of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.catalogue.signal_model import SignalKind, SignalRule
from core.engine.signals.answers import Signal, Signals
from core.engine.signals.asking import Asking
from core.engine.signals.episodes import Threshold
from core.engine.signals.lists import late, overdue, repeats
from core.engine.signals.missed import missed
from core.engine.signals.rises import clusters, faults, rises

OfChance = Callable[[Asking, str, SignalRule, float], tuple[list[Signal], Threshold] | None]
OF_CHANCE: dict[SignalKind, OfChance] = {"rise": rises, "cluster": clusters, "fault": faults, "missed": missed}
OF_LISTS: dict[SignalKind, Callable[[Asking, str, SignalRule], Iterable[Signal]]] = {
    "late": late,
    "overdue": overdue,
    "repeat": repeats,
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
        if rule.kind in OF_LISTS:
            found += _ordered(asking, OF_LISTS[rule.kind](asking, name, rule))
            continue
        answer = OF_CHANCE[rule.kind](asking, name, rule, a_month * rule.part)
        if answer is not None:
            found += _ordered(asking, answer[0])
            thresholds[name] = answer[1]
    return Signals(asking.as_of, tuple(found), thresholds, a_month)


def _ordered(asking: Asking, found: Iterable[Signal]) -> list[Signal]:
    root = asking.asked.tree.root.id
    return sorted(found, key=lambda one: (one.unit.id != root, -one.weight, one.key))
