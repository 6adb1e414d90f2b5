"""Quartiles of a group, where it is large enough that they do not point at single members."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median
from typing import NamedTuple

MIN_MEMBERS = 5


def is_large_enough(member_count: int) -> bool:
    """True where a group's quartiles do not point at single members."""
    return member_count >= MIN_MEMBERS


class Quartiles(NamedTuple):
    """The lower quartile, the median and the upper quartile."""

    low: float
    median: float
    high: float


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """The quartiles of the values; None of fewer than MIN_MEMBERS.

    A quartile is the mean of the two or three values in the middle of its half: as usually read off, that of five or
    of nine people would be one person's own number.
    """
    if not is_large_enough(len(values)):
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return Quartiles(_middle(ordered[:half]), float(median(ordered)), _middle(ordered[-half:]))


def _middle(half: Sequence[float]) -> float:
    """The mean of the two middle values, or of the middle one and its neighbours."""
    first = (len(half) - 1) // 2 - len(half) % 2
    return fmean(half[max(first, 0) : first + 2 + len(half) % 2])
