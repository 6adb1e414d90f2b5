"""A scale from amounts to places, with round ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

_ROUND_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `start` and `end` are places of the lowest and of the highest amount."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, amount: float) -> float:
        """Return the place of an amount."""
        return self.start + (amount - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return the round amounts from the lowest to the highest."""
        count = round((self.high - self.low) / self.step)
        return [self.low + place * self.step for place in range(count + 1)]

    def tick_text(self, amount: float) -> str:
        """Return a tick with as many decimals as the step has."""
        decimals = max(0, -math.floor(math.log10(self.step) + 1e-9))
        return f"{amount:,.{decimals}f}"


def scale_from_zero(highest: float, start: float, end: float, *, whole: bool) -> Scale:
    """Return a scale from 0 to at least the highest amount; `whole` keeps ticks to whole numbers."""
    return _scale(0.0, highest, start, end, whole=whole)


def scale_around(lowest: float, highest: float, start: float, end: float) -> Scale:
    """Return a scale round amounts far from 0, such as shares of 90% and more."""
    return _scale(lowest, highest, start, end, whole=False)


def _scale(lowest: float, highest: float, start: float, end: float, *, whole: bool) -> Scale:
    step = _round_step((highest - lowest) / 4)
    if whole:
        step = max(1.0, step)
    low = math.floor(lowest / step + 1e-9) * step
    high = max(math.ceil(highest / step - 1e-9) * step, low + step)
    return Scale(low, high, step, start, end)


def _round_step(rough: float) -> float:
    """Return the least of 1, 2, 5 and their tens that is not below."""
    if rough <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next((power * step for step in _ROUND_STEPS if power * step >= rough * (1 - 1e-9)), power * 10)
