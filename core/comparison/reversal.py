"""Simpson's paradox (1951): a total that moves against all its subgroups must not speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class BeforeAfter(NamedTuple):
    """Numerator and denominator, whole numbers, of one subgroup before and after (or of one unit and another)."""

    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def direction(self) -> int | None:
        """1 where the rate rises, −1 where it falls, 0 where it stays; None without cases before or after."""
        if not self.before[1] or not self.after[1]:
            return None
        change = Fraction(*self.after) - Fraction(*self.before)
        return (change > 0) - (change < 0)


def total_of(subgroups: Sequence[BeforeAfter]) -> BeforeAfter:
    """Adds up the subgroups."""
    before, after = [subgroup.before for subgroup in subgroups], [subgroup.after for subgroup in subgroups]
    return BeforeAfter(
        (sum(k for k, _ in before), sum(n for _, n in before)), (sum(k for k, _ in after), sum(n for _, n in after))
    )


def is_reversal(subgroups: Sequence[BeforeAfter]) -> bool:
    """True where the total moves one way and every subgroup the other, none without cases. Exact: no rounding."""
    direction = total_of(subgroups).direction
    return (
        len(subgroups) > 1 and direction in (1, -1) and all(subgroup.direction == -direction for subgroup in subgroups)
    )
