"""Root of a function between two ends, by Brent's method (Algorithms for Minimization without Derivatives, 1973).

scipy has the same, in a package whose import takes the first viewer of a page a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

RELATIVE = 2**-50  # of the root: four times the spacing of numbers about 1
MOST_STEPS = 100


class _Point(NamedTuple):
    place: float
    value: float


def brent_root(function: Callable[[float], float], low: float, high: float, *, precision: float) -> float:
    """Return where a function is 0 between two ends at which it has different signs, within `precision`."""
    last, best = _Point(low, function(low)), _Point(high, function(high))
    for end in (last, best):
        if end.value == 0:
            return end.place
    if last.value * best.value > 0:
        raise ValueError("the function has the same sign at both ends")
    opposite, step, step_before = last, best.place - last.place, best.place - last.place
    for _ in range(MOST_STEPS):
        if last.value != 0 and (last.value < 0) != (best.value < 0):
            opposite, step, step_before = last, best.place - last.place, best.place - last.place
        if abs(opposite.value) < abs(best.value):
            last, best, opposite = best, opposite, best
        tolerance = (precision + RELATIVE * abs(best.place)) / 2
        half_way = (opposite.place - best.place) / 2
        if best.value == 0 or abs(half_way) < tolerance:
            return best.place
        chosen = half_way, half_way
        if abs(step_before) > tolerance and abs(best.value) < abs(last.value):
            bold = _interpolated_step(last, best, opposite)
            if 2 * abs(bold) < min(abs(step_before), 3 * abs(half_way) - tolerance):
                chosen = step, bold
        step_before, step = chosen
        least = tolerance if half_way > 0 else -tolerance
        place = best.place + (step if abs(step) > tolerance else least)
        last, best = best, _Point(place, function(place))
    return best.place


def _interpolated_step(last: _Point, best: _Point, opposite: _Point) -> float:
    """Return the step to the root of the line through two points, or of the inverse parabola through three."""
    if last.place == opposite.place:
        return -best.value * (best.place - last.place) / (best.value - last.value)
    to_last = (last.value - best.value) / (last.place - best.place)
    to_opposite = (opposite.value - best.value) / (opposite.place - best.place)
    weighted = opposite.value * to_opposite - last.value * to_last
    return -best.value * weighted / (to_opposite * to_last * (opposite.value - last.value))
