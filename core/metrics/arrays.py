"""Types of the arrays that figures are computed in, and arrays made of rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def int_table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """Return rows of whole numbers, as SQLite gives them, as an array."""
    table: Ints = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width).reshape(-1, width)
    return table


def changed_along(axis: int, previous: NDArray[Any], current: NDArray[Any]) -> Flags:
    """Return by place along an axis whether any number of two arrays of one shape differs there; NaN is itself.

    Few do, as a rule: looking those up is several times as quick as reducing the comparison along the other axes.
    """
    shape, flags = current.shape, np.zeros(current.shape[axis], np.bool_)
    differing = np.flatnonzero(differences(previous, current))
    if len(differing):
        flags[differing // math.prod(shape[axis + 1 :]) % shape[axis]] = True
    return flags


def differences(previous: NDArray[Any], current: NDArray[Any]) -> Flags:
    """Return where the numbers of two arrays of one shape differ; NaN is the same as itself."""
    if previous.dtype == current.dtype == np.float64:  # by their bits
        previous, current = previous.view(np.int64), current.view(np.int64)
    flags: Flags = np.not_equal(previous, current)
    return flags
