"""Quartiles of a group, where it is large enough that they do not point at single members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

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
    """The quartiles of the values; None of fewer than MIN_MEMBERS."""
    if not is_large_enough(len(values)):
        return None
    return Quartiles(*np.quantile(values, [0.25, 0.5, 0.75]).tolist())
