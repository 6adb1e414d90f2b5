"""Finds where a function is 0 between two places, by Brent's method.

It takes the very steps that scipy's `brentq` takes (a test compares them), without the quarter of a second that
importing scipy's solvers costs the first look at a page.

R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

RELATIVE = 4 * 2.0**-52  # as near as two numbers can be told apart
MOST_STEPS = 100


class _Point(NamedTuple):
    place: float
    value: float


def find_zero(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """Return a place between two at which the function changes its sign, to within a tolerance.

    Raises ArithmeticError where it has the same sign at both ends, or after too many steps.
    """
    before, now = _Point(low, function(low)), _Point(high, function(high))
    if before.value == 0 or now.value == 0:
        return before.place if before.value == 0 else now.place
    if not _have_opposite_signs(before, now):
        raise ArithmeticError("the function has the same sign at both ends")
    across, step, step_before = before, 0.0, 0.0
    for _ in range(MOST_STEPS):
        if before.value != 0 and _have_opposite_signs(before, now):
            across, step_before = before, now.place - before.place
            step = step_before
        if abs(across.value) < abs(now.value):
            before, now, across = now, across, now
        nearest = (tolerance + RELATIVE * abs(now.place)) / 2
        half = (across.place - now.place) / 2
        if now.value == 0 or abs(half) < nearest:
            return now.place
        step_before, step = _next_step(before, now, across, (step_before, step), (half, nearest))
        before = now
        place = now.place + (step if abs(step) > nearest else math.copysign(nearest, half))
        now = _Point(place, function(place))
    raise ArithmeticError(f"no zero in {MOST_STEPS} steps")


def _have_opposite_signs(first: _Point, second: _Point) -> bool:
    return math.copysign(1, first.value) != math.copysign(1, second.value)


def _next_step(
    before: _Point, now: _Point, across: _Point, steps: tuple[float, float], half_and_nearest: tuple[float, float]
) -> tuple[float, float]:
    """Return the step that counts as the last one, and the next: interpolated if that shrinks fast, else halving."""
    (step_before, step), (half, nearest) = steps, half_and_nearest
    if abs(step_before) > nearest and abs(now.value) < abs(before.value):
        tried = _interpolated(before, now, across)
        if 2 * abs(tried) < min(abs(step_before), 3 * abs(half) - nearest):
            return step, tried
    return half, half


def _interpolated(before: _Point, now: _Point, across: _Point) -> float:
    """Return the step to where a line through two points, or an inverse parabola through three, is 0."""
    if before.place == across.place:
        return -now.value * (now.place - before.place) / (now.value - before.value)
    slope_before = (before.value - now.value) / (before.place - now.place)
    slope_across = (across.value - now.value) / (across.place - now.place)
    top = across.value * slope_across - before.value * slope_before
    return -now.value * top / (slope_across * slope_before * (across.value - before.value))
