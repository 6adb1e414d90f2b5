"""Intervals of the true values that a printed figure stands for, and the whole numbers that lead into them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


@dataclass(frozen=True)
class Interval:
    """An interval of true values; None is without end. `low_in` and `high_in`: the end itself belongs to it."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    high_in: bool = True

    def __contains__(self, value: Fraction | int) -> bool:
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        below = self.high is None or value < self.high or (self.high_in and value == self.high)
        return above and below

    def shifted(self, offset: Fraction | int) -> Interval:
        """Return the same interval, further on."""
        low, high = (None if end is None else end + offset for end in (self.low, self.high))
        return Interval(low, high, self.low_in, self.high_in)

    def mirrored(self) -> Interval:
        """Return the same interval with every sign turned."""
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return Interval(low, high, self.high_in, self.low_in)

    def overlaps(self, low: Fraction | int, high: Fraction | int | None) -> bool:
        """Return True if it has a value in common with [low, high]."""
        if self.low is not None and high is not None and (high < self.low or (high == self.low and not self.low_in)):
            return False
        return self.high is None or low < self.high or (self.high_in and low == self.high)


def rounding_interval(value: Fraction, step: Fraction) -> Interval:
    """Return the values that round to `value`: ties away from zero (half up), to even, and, of falls, upwards too.

    (Half up may also mean upwards.) So the lower tie always belongs: by half up of a rise, half even of zero, upwards
    of a fall.
    """
    is_even = (value / step) % 2 == 0
    return Interval(value - step / 2, value + step / 2, high_in=is_even or value < 0)


class IntegerRange(NamedTuple):
    """All the whole numbers from first to last; None is without end."""

    first: int
    last: int | None

    @property
    def is_exact(self) -> bool:
        """Return True if it is a single number."""
        return self.first == self.last

    def intersect(self, other: IntegerRange) -> IntegerRange | None:
        """Return the numbers in both."""
        ends = [end for end in (self.last, other.last) if end is not None]
        return _integer_range(max(self.first, other.first), min(ends) if ends else None)


def integers_in(interval: Interval, least: int = 0, most: int | None = None) -> IntegerRange | None:
    """Return the whole numbers of an interval, from `least` to `most`."""
    first, last = least, most
    if interval.low is not None:
        start = math.ceil(interval.low)
        first = max(first, start + (start == interval.low and not interval.low_in))
    if interval.high is not None:
        stop = math.floor(interval.high)
        stop -= stop == interval.high and not interval.high_in
        last = stop if last is None else min(last, stop)
    return _integer_range(first, last)


def multiples_in(interval: Interval, slope: Fraction, least: int, most: int | None) -> IntegerRange | None:
    """Return every whole x of [least, most] with slope × x in the interval; the slope is above 0."""
    low, high = (None if end is None else end / slope for end in (interval.low, interval.high))
    return integers_in(Interval(low, high, interval.low_in, interval.high_in), least, most)


def divisors_in(interval: Interval, numerator: Fraction | int, least: int = 1) -> IntegerRange | None:
    """Return every whole x ≥ least (itself at least 1) with numerator ÷ x in the interval."""
    if numerator == 0:
        return IntegerRange(least, None) if Fraction(0) in interval else None
    if numerator < 0:
        return divisors_in(interval.mirrored(), -numerator, least)
    if interval.high is not None and interval.high <= 0:
        return None  # numerator ÷ x is above 0
    smallest = None if interval.high is None else numerator / interval.high
    largest = numerator / interval.low if interval.low is not None and interval.low > 0 else None
    return integers_in(Interval(smallest, largest, interval.high_in, interval.low_in), least)


def _integer_range(first: int, last: int | None) -> IntegerRange | None:
    return IntegerRange(first, last) if last is None or first <= last else None
