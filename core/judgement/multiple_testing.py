"""Judges together what is shown together, in two steps.

A screen holds items (the KPIs of a board, the stations of a ranking), each with several comparisons (同比, 环比).
First each item asks once whether anything about it has changed: the p values of its comparisons, and of the window
against both bases together, are joined by the Cauchy combination (Liu and Xie 2020), which holds whatever their
dependence; Benjamini and Hochberg (1995) over the items at `alpha`. Then, in a significant item, its comparisons are
tested by the same procedure at ALPHA_WITHIN (hierarchical testing: Yekutieli 2008). One question an item, of all its
evidence, finds far more than one a comparison.

Items that could not be significant at any outcome (the least attainable p lies above `alpha`) are not counted among the
tests (Tarone 1990, Gilbert 2005).

A finished period shows the same figures whenever it is looked at, and has ALPHA_FINISHED. A running one (今年以来,
近7天) shows new ones every day, so that a month of daily looks is many chances to err, and has the stricter
ALPHA_RUNNING: benchmarks/judgement.py measures in how many months of daily looks at boards without any change some
false verdict comes up, and it is at most one in twenty for each of the running periods.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from core.metrics.arrays import Flags, Floats

ALPHA_FINISHED, ALPHA_RUNNING = 0.05, 0.02
ALPHA_WITHIN = 0.05


def benjamini_hochberg(p: ArrayLike, alpha: ArrayLike) -> Flags:
    """Return the significant tests along the last axis; NaN is no test."""
    values = np.asarray(p, float)
    is_tested = ~np.isnan(values)
    filled: Floats = np.where(is_tested, values, np.inf)
    ordered = np.sort(filled, axis=-1)
    tests = np.maximum(is_tested.sum(-1, keepdims=True), 1)
    passed = ordered <= np.asarray(alpha, float)[..., None] * np.arange(1, values.shape[-1] + 1) / tests
    limit = np.where(passed, ordered, -1.0).max(-1, keepdims=True, initial=-1.0)
    is_significant: Flags = filled <= limit
    return is_significant


def first_step(min_attainable_p: ArrayLike, alpha: float) -> float:
    """Return the p that the first significant item of a family has to reach."""
    lowest = np.asarray(min_attainable_p, float)
    tests = int((np.where(np.isnan(lowest), np.inf, lowest).min(-1, initial=np.inf) <= alpha).sum())
    return alpha / max(tests, 1)


def cauchy_combination(p: ArrayLike) -> Floats:
    """Return one p from those along the last axis, NaN left out; NaN where there is none."""
    values = np.asarray(p, float)
    is_tested = ~np.isnan(values)
    safe = np.clip(np.where(is_tested, values, 0.5), 1e-300, 1 - 1e-9)
    tests = is_tested.sum(-1)
    mean = np.where(is_tested, 1 / np.tan(np.pi * safe), 0.0).sum(-1) / np.maximum(tests, 1)
    combined: Floats = np.where(tests > 0, np.arctan2(1.0, mean) / np.pi, np.nan)
    return combined


def hierarchical_fdr(p: ArrayLike, joint_p: ArrayLike, min_attainable_p: ArrayLike, alpha: ArrayLike) -> Flags:
    """Return the significant comparisons: `p` and its least attainable by (…, item, comparison).

    `joint_p` (…, item) is that against both bases at once; `alpha` is one, or one a family. Where it has axes before
    those, so has what is returned: a family is tested at several α as fast as at one.
    """
    values, joint = np.asarray(p, float), np.asarray(joint_p, float)
    items = cauchy_combination(np.concatenate([values, joint[..., None]], axis=-1))
    lowest = np.where(np.isnan(values), np.inf, np.asarray(min_attainable_p, float)).min(-1, initial=np.inf)
    items = np.where(lowest <= np.asarray(alpha, float)[..., None], items, np.nan)
    is_significant: Flags = benjamini_hochberg(items, alpha)[..., None] & benjamini_hochberg(values, ALPHA_WITHIN)
    return is_significant


def each_alone(p: ArrayLike, joint_p: ArrayLike, min_attainable_p: ArrayLike, alphas: ArrayLike) -> Flags:
    """Return the significant comparisons where each item is a family by itself, at its own α (…, item)."""
    single_p, joint, least = (np.asarray(array, float)[:, None] for array in (p, joint_p, min_attainable_p))
    is_significant: Flags = hierarchical_fdr(single_p, joint, least, alphas)[..., 0, :]
    return is_significant
