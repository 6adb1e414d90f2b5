"""A KPI's figures of many units over one window, as arrays by unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.types import Window


@dataclass(frozen=True, slots=True)
class Column:
    """`value` is NaN where there is no figure; `printed` where printed figures have a share in it.

    `top` is by (unit, bin), of one bin but for a percentile; `bottom` is None where nothing is divided by.
    """

    window: Window
    top: NDArray[np.int64]
    bottom: NDArray[np.int64] | None
    value: NDArray[np.float64]
    printed: NDArray[np.bool_]

    def of(self, units: slice) -> Column:
        """Of some of the units."""
        bottom = None if self.bottom is None else self.bottom[units]
        return Column(self.window, self.top[units], bottom, self.value[units], self.printed[units])
