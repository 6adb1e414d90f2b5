"""Words of state: English members with a value that is stored and a Chinese label that people read."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A word of state; a member is declared as its value and its Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member that equals its value and carries its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
