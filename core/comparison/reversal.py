"""Where a whole and all its parts move in opposite directions (Simpson 1951): it must not speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Part(NamedTuple):
    """Numerator and denominator, whole numbers, of one part before and after (or of one unit and another)."""

    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def way(self) -> int | None:
        """1 where it rises, −1 where it falls, 0 where it stays; None without cases on either side."""
        if not self.before[1] or not self.after[1]:
            return None
        change = Fraction(*self.after) - Fraction(*self.before)
        return (change > 0) - (change < 0)


def whole_of(parts: Sequence[Part]) -> Part:
    """All the parts added up."""
    before, after = ([one[side] for one in parts] for side in (0, 1))
    return Part(
        (sum(k for k, _ in before), sum(n for _, n in before)), (sum(k for k, _ in after), sum(n for _, n in after))
    )


def reverses(parts: Sequence[Part]) -> bool:
    """Whether the whole moves one way and every part the other, none without cases. Exact: no rounding."""
    way = whole_of(parts).way
    return len(parts) > 1 and way in (1, -1) and all(part.way == -way for part in parts)
