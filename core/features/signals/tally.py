"""Tally of signals for where only their number fits: a count by what a signal asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from core.catalogue.signal_model import SignalKind
from core.features.signals.types import Signal
from core.labelled_enum import LabelledEnum


class SignalGroup(LabelledEnum):
    """Hold what a signal asks for: a look at what happens, a check of the data, or work that is late."""

    UNUSUAL = "unusual", "异常"
    DOUBTFUL_DATA = "doubtful_data", "数据存疑"
    OVERDUE = "overdue", "逾期"


_GROUPS: Mapping[SignalKind, SignalGroup] = {
    "fault": SignalGroup.DOUBTFUL_DATA,
    "nights": SignalGroup.DOUBTFUL_DATA,
    "unsettled": SignalGroup.DOUBTFUL_DATA,
    "late": SignalGroup.DOUBTFUL_DATA,
    "twice": SignalGroup.DOUBTFUL_DATA,
    "overdue": SignalGroup.OVERDUE,
}
SignalTally = Mapping[SignalGroup, int]


def tally(signals: Iterable[Signal]) -> SignalTally:
    """Count signals by group, in the order of the groups; a group without any is left out."""
    counts = Counter(_GROUPS.get(signal.kind, SignalGroup.UNUSUAL) for signal in signals)
    return {group: counts[group] for group in SignalGroup if counts[group]}
