"""A change taken apart into what its parts have added to it: exact, in fractions, so that it adds up to the last digit.

A count's change is the sum of its parts' changes. A rate's change is, part by part, what the part's own rate has added
and what its share of all cases has added (Kitagawa, Journal of the American Statistical Association 1955, 50:1168):
with w a part's share of the denominators, r its rate and R the whole's, each halved over the two periods,

    rate part  = (w₀ + w₁)/2 · (r₁ − r₀)
    mix part   = (w₁ − w₀) · ((r₀ + r₁)/2 − (R₀ + R₁)/2)

The mix parts are set against the whole's rate, so that a part which grew adds something only if its rate is another
one; since shares add up to 1 both ways, the sum is the same. A part without cases in one of the two periods has no rate
there: it takes that of the other, so that its coming or going is all mix.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from core.comparison.reversal import BeforeAfter, total_of


class RateContribution(NamedTuple):
    """What one part has added to a rate's change, between −1 and 1: by its own rate, and by its share of the cases."""

    rate_effect: Fraction
    mix_effect: Fraction

    @property
    def total(self) -> Fraction:
        """All that the part has added."""
        return self.rate_effect + self.mix_effect


def kitagawa(parts: Sequence[BeforeAfter]) -> list[RateContribution]:
    """What each part has added to the change of the rate of them all. Raises ZeroDivisionError where that has none."""
    whole = total_of(parts)
    middle = (Fraction(*whole.before) + Fraction(*whole.after)) / 2
    return [_added(one, whole, middle) for one in parts]


def _added(part: BeforeAfter, whole: BeforeAfter, middle: Fraction) -> RateContribution:
    if not part.before[1] and not part.after[1]:
        return RateContribution(Fraction(0), Fraction(0))
    then, now = (Fraction(k, n) if n else None for k, n in part)
    then, now = (then if then is not None else now), (now if now is not None else then)
    assert then is not None and now is not None  # one of the two periods has cases
    share_then, share_now = Fraction(part.before[1], whole.before[1]), Fraction(part.after[1], whole.after[1])
    return RateContribution(
        (share_then + share_now) / 2 * (now - then), (share_now - share_then) * ((then + now) / 2 - middle)
    )
