"""A KPI's figures of many units over one window, as arrays by unit."""

from __future__ import annotations

from typing import NamedTuple

from core.metrics.arrays import Flags, Floats, Ints
from core.metrics.types import Window


class FigureColumn(NamedTuple):
    """`value` is NaN where there is no figure; `is_from_ledger` says where printed figures have a share in it.

    `numerator` is by (unit, bin), of one bin but for a percentile; `denominator` is None where nothing is divided by.
    """

    window: Window
    numerator: Ints
    denominator: Ints | None
    value: Floats
    is_from_ledger: Flags
