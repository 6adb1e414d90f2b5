"""Which true values a printed figure stands for, and which whole numbers lead to one of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


@dataclass(frozen=True)
class Interval:
    """A stretch of true values; None is without end. The ends belong to it unless told otherwise."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    high_in: bool = True

    def __contains__(self, value: Fraction | int) -> bool:
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        below = self.high is None or value < self.high or (self.high_in and value == self.high)
        return above and below

    def shifted(self, offset: Fraction | int) -> Interval:
        """The same stretch, further on."""
        low, high = (None if end is None else end + offset for end in (self.low, self.high))
        return Interval(low, high, self.low_in, self.high_in)

    def mirrored(self) -> Interval:
        """The same stretch with every sign turned."""
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return Interval(low, high, self.high_in, self.low_in)

    def overlaps(self, low: Fraction | int, high: Fraction | int | None) -> bool:
        """Whether it has a value in common with [low, high]."""
        if self.low is not None and high is not None and (high < self.low or (high == self.low and not self.low_in)):
            return False
        return self.high is None or low < self.high or (self.high_in and low == self.high)


def rounding_interval(value: Fraction, step: Fraction) -> Interval:
    """What rounds to `value`: ties away from zero (half up), to even, and, of falls, upwards as half up may also mean.

    So the lower tie always belongs to it: by half up of a rise, by half even of zero, by upwards of a fall.
    """
    even = (value / step) % 2 == 0
    return Interval(value - step / 2, value + step / 2, high_in=even or value < 0)


class IntegerRange(NamedTuple):
    """Whole numbers from first to last, all of them; None is without end."""

    first: int
    last: int | None

    def intersect(self, other: IntegerRange) -> IntegerRange | None:
        """Those in both."""
        ends = [end for end in (self.last, other.last) if end is not None]
        return _between(max(self.first, other.first), min(ends) if ends else None)


def integers_in(span: Interval, least: int = 0, most: int | None = None) -> IntegerRange | None:
    """The whole numbers of a stretch, from `least` to `most`."""
    first, last = least, most
    if span.low is not None:
        start = math.ceil(span.low)
        first = max(first, start + (start == span.low and not span.low_in))
    if span.high is not None:
        stop = math.floor(span.high)
        stop -= stop == span.high and not span.high_in
        last = stop if last is None else min(last, stop)
    return _between(first, last)


def multiples_in(span: Interval, slope: Fraction, least: int, most: int | None) -> IntegerRange | None:
    """Every whole x of [least, most] with slope × x in the span; the slope is above 0."""
    low, high = (None if end is None else end / slope for end in (span.low, span.high))
    return integers_in(Interval(low, high, span.low_in, span.high_in), least, most)


def divisors_in(span: Interval, top: Fraction | int, least: int = 1) -> IntegerRange | None:
    """Every whole x ≥ least (itself at least 1) with top ÷ x in the span."""
    if top == 0:
        return IntegerRange(least, None) if Fraction(0) in span else None
    if top < 0:
        return divisors_in(span.mirrored(), -top, least)
    if span.high is not None and span.high <= 0:
        return None  # top ÷ x is above 0
    smallest = None if span.high is None else top / span.high
    largest = top / span.low if span.low is not None and span.low > 0 else None
    return integers_in(Interval(smallest, largest, span.high_in, span.low_in), least)


def _between(first: int, last: int | None) -> IntegerRange | None:
    return IntegerRange(first, last) if last is None or first <= last else None
