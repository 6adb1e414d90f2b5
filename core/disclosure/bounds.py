"""Bounds that follow from linear relations one after the other: quick, and never narrower than what is possible."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUNDS = 30


def tighten_bounds(matrix: Floats, least: Floats, most: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Tightens low ≤ x ≤ high of whole numbers by least ≤ matrix @ x ≤ most, row by row, until nothing moves."""
    signed = np.vstack([matrix, -matrix])  # every row as: at most
    limit = np.concatenate([most, -least])
    signed, limit = signed[np.isfinite(limit)], limit[np.isfinite(limit)]
    up, down = signed > 0, signed < 0
    weight = np.where(signed == 0, 1.0, signed)
    for _ in range(ROUNDS):
        smallest = np.where(up, signed * low, signed * high)
        spare = limit[:, None] - smallest.sum(axis=1)[:, None] + smallest
        bound = spare / weight
        new_high = np.minimum(high, np.floor(np.where(up, bound, np.inf).min(axis=0, initial=np.inf) + 1e-6))
        new_low = np.maximum(low, np.ceil(np.where(down, bound, -np.inf).max(axis=0, initial=-np.inf) - 1e-6))
        if (new_high == high).all() and (new_low == low).all():
            break
        low, high = new_low, new_high
    return low, high
