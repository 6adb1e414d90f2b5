"""Key of a signal: rule, unit and subject as one text, the same every day; events and instructions keep it."""

from __future__ import annotations

from typing import NamedTuple

_JOINT = ":"


class SignalKey(NamedTuple):
    """The parts of a key; all are empty where a text is none. `unit` is the id of the unit as text."""

    rule: str
    unit: str
    subject: str

    def __str__(self) -> str:
        """Return the key as it is kept."""
        return _JOINT.join(self)


def read_signal_key(text: str) -> SignalKey:
    """Return the parts of a key that is kept; a subject may hold the joint itself."""
    rule, _, place = text.partition(_JOINT)
    unit, _, subject = place.partition(_JOINT)
    return SignalKey(rule, unit, subject)
