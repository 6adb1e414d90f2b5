"""Derives bounds from linear relations one after the other: quick, and never narrower than what is possible."""

from __future__ import annotations

import numpy as np

from core.metrics.arrays import Floats

ROUNDS = 30


def tighten_bounds(matrix: Floats, lower: Floats, upper: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Tighten low ≤ x ≤ high of whole numbers by lower ≤ matrix @ x ≤ upper, row by row, until nothing moves."""
    signed = np.vstack([matrix, -matrix])  # every row as: at most
    limit = np.concatenate([upper, -lower])
    signed, limit = signed[np.isfinite(limit)], limit[np.isfinite(limit)]
    is_positive, is_negative = signed > 0, signed < 0
    weight = np.where(signed == 0, 1.0, signed)
    for _ in range(ROUNDS):
        min_terms = np.where(is_positive, signed * low, signed * high)
        spare = limit[:, None] - min_terms.sum(axis=1)[:, None] + min_terms
        bound = spare / weight
        new_high = np.minimum(high, np.floor(np.where(is_positive, bound, np.inf).min(axis=0, initial=np.inf) + 1e-6))
        new_low = np.maximum(low, np.ceil(np.where(is_negative, bound, -np.inf).max(axis=0, initial=-np.inf) - 1e-6))
        if (new_high == high).all() and (new_low == low).all():
            break
        low, high = new_low, new_high
    return low, high
