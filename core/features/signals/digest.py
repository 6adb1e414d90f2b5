"""Digest of signals for a wall: how many ask for what, at how many places, which comes first, and what was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.catalogue.signal_model import SignalKind, WorkList
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
_INSTRUCTIONS: WorkList = "instructions"


class SignalDigest(NamedTuple):
    """The signals of a group: how many, at which places, how many of them are instructions already, and the first.

    The first is that of the first rule, as the page of signals lists them: a fact or a chance beside other chances of
    the same rule, the heaviest. `instruction` is the number of what was sent about it last, if anything.
    `is_of_instructions`: all of them tell overdue instructions.
    """

    group: SignalGroup
    total: int
    places: tuple[int, ...]
    sent: int
    lead: Signal
    instruction: str | None
    is_of_instructions: bool


class SentSignal(NamedTuple):
    """A signal with the numbers of the instructions that it has brought."""

    signal: Signal
    instructions: tuple[str, ...]


def digests(signals: Iterable[SentSignal]) -> tuple[SignalDigest, ...]:
    """Sum signals up by group, in the order of the groups; a group without any is left out."""
    by_group: dict[SignalGroup, list[SentSignal]] = defaultdict(list)
    for sent in signals:
        by_group[group_of(sent.signal.kind)].append(sent)
    return tuple(_digest(group, by_group[group]) for group in SignalGroup if group in by_group)


def group_of(kind: SignalKind) -> SignalGroup:
    """Return what the signals of a kind ask for."""
    return _GROUPS.get(kind, SignalGroup.UNUSUAL)


def is_of_instructions(signal: Signal) -> bool:
    """Return True if a signal tells nothing but overdue instructions, which are counted of themselves too."""
    return signal.work_list == _INSTRUCTIONS


def _digest(group: SignalGroup, signals: list[SentSignal]) -> SignalDigest:
    places = tuple(dict.fromkeys(sent.signal.station or sent.signal.unit.id for sent in signals))
    first = signals[0]
    last_sent = first.instructions[-1] if first.instructions else None
    count_sent = sum(bool(sent.instructions) for sent in signals)
    of_instructions = all(is_of_instructions(sent.signal) for sent in signals)
    return SignalDigest(group, len(signals), places, count_sent, first.signal, last_sent, of_instructions)
