"""What is shown together is judged together, in two steps.

A screen holds items (the KPIs of a board, the stations of a ranking), each with several comparisons (同比, 环比).
First each item asks once whether anything about it has changed: the p values of its comparisons, and of the window
against both bases together, are joined by the Cauchy combination (Liu and Xie 2020), which holds whatever their
dependence; Benjamini and Hochberg (1995) over the items at `share`. Then, in an item that stands, its comparisons are
tried by the same procedure at WITHIN (hierarchical testing: Yekutieli 2008). One question an item, of all its
evidence, finds far more than one a comparison.

Items that could not be told at any outcome (the least attainable p lies above `share`) are not counted among the tests
(Tarone 1990, Gilbert 2005).

A finished period shows the same figures whenever it is looked at, and has FINISHED. A running one (今年以来, 近7天)
shows new ones every day, so that a month of daily looks is many chances to err, and has the stricter RUNNING:
benchmarks/judgement.py measures in how many months of daily looks at boards without any change some false verdict
comes up, and it is at most one in twenty for each of the running periods.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.metrics.arrays import Floats

ALPHA_FINISHED, ALPHA_RUNNING = 0.05, 0.02
ALPHA_WITHIN = 0.05
Flags = NDArray[np.bool_]


def benjamini_hochberg(p: ArrayLike, alpha: float) -> Flags:
    """Benjamini and Hochberg along the last axis; NaN is no test."""
    values = np.asarray(p, float)
    tested = ~np.isnan(values)
    filled: Floats = np.where(tested, values, np.inf)
    order = np.sort(filled, axis=-1)
    many = np.maximum(tested.sum(-1, keepdims=True), 1)
    passed = order <= alpha * np.arange(1, values.shape[-1] + 1) / many
    limit = np.where(passed, order, -1.0).max(-1, keepdims=True, initial=-1.0)
    stands: Flags = filled <= limit
    return stands


def cauchy_combination(p: ArrayLike) -> Floats:
    """One p from those along the last axis, NaN left out; NaN where there is none."""
    values = np.asarray(p, float)
    tested = ~np.isnan(values)
    safe = np.clip(np.where(tested, values, 0.5), 1e-300, 1 - 1e-9)
    many = tested.sum(-1)
    mean = np.where(tested, 1 / np.tan(np.pi * safe), 0.0).sum(-1) / np.maximum(many, 1)
    joined: Floats = np.where(many > 0, np.arctan2(1.0, mean) / np.pi, np.nan)
    return joined


def hierarchical_fdr(p: ArrayLike, joint_p: ArrayLike, min_attainable_p: ArrayLike, alpha: float) -> Flags:
    """Which comparisons stand: `p` and `least` by (…, item, comparison), `together` (…, item) against both bases."""
    values, both = np.asarray(p, float), np.asarray(joint_p, float)
    item = cauchy_combination(np.concatenate([values, both[..., None]], axis=-1))
    lowest = np.where(np.isnan(values), np.inf, np.asarray(min_attainable_p, float)).min(-1, initial=np.inf)
    item = np.where(lowest <= alpha, item, np.nan)
    both_steps: Flags = benjamini_hochberg(item, alpha)[..., None] & benjamini_hochberg(values, ALPHA_WITHIN)
    return both_steps
