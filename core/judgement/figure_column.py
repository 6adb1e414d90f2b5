"""A KPI's figures of many units over one window, as arrays by unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.types import Window


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """`value` is NaN where there is no figure; `printed` where printed figures have a share in it.

    `top` is by (unit, bin), of one bin but for a percentile; `bottom` is None where nothing is divided by.
    """

    window: Window
    numerator: NDArray[np.int64]
    denominator: NDArray[np.int64] | None
    value: NDArray[np.float64]
    is_from_ledger: NDArray[np.bool_]

    def of(self, units: slice) -> FigureColumn:
        """Of some of the units."""
        bottom = None if self.denominator is None else self.denominator[units]
        return FigureColumn(self.window, self.numerator[units], bottom, self.value[units], self.is_from_ledger[units])
