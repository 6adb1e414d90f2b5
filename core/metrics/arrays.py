"""Types of the arrays that figures are computed in, and arrays made of rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def int_table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """Return rows of whole numbers, as SQLite gives them, as an array."""
    table: Ints = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width).reshape(-1, width)
    return table
