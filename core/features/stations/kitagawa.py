"""Kitagawa decomposition of a rate's change: exact, in fractions, so that it adds up to the last digit.

A count's change is the sum of its components' changes. A rate's change is, component by component, the effect of the
component's own rate and the effect of its share of all cases (Kitagawa, Journal of the American Statistical Association
1955, 50:1168): with w a component's share of the denominators, r its rate and R the total's, each averaged over the two
periods,

    rate effect = (w₀ + w₁)/2 · (r₁ − r₀)
    mix effect  = (w₁ − w₀) · ((r₀ + r₁)/2 − (R₀ + R₁)/2)

Mix effects are measured against the total's rate, so that a component which grew contributes only if its rate differs
from that; since shares add up to 1 in both periods, the sum is the same. A component without cases in one of the two
periods has no rate there: it takes that of the other, so that its coming or going is all mix.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from core.comparison.reversal import BeforeAfter, total_of


class RateContribution(NamedTuple):
    """One component's contribution to a rate's change, between −1 and 1: by its own rate, and by its share of cases."""

    rate_effect: Fraction
    mix_effect: Fraction

    @property
    def total(self) -> Fraction:
        """Both effects together."""
        return self.rate_effect + self.mix_effect


def kitagawa(components: Sequence[BeforeAfter]) -> list[RateContribution]:
    """The contribution of each component to the change of the rate of them all.

    Raises ZeroDivisionError where there are no cases at all in one of the periods.
    """
    total = total_of(components)
    mean_rate = (Fraction(*total.before) + Fraction(*total.after)) / 2
    return [_contribution(component, total, mean_rate) for component in components]


def _contribution(component: BeforeAfter, total: BeforeAfter, mean_rate: Fraction) -> RateContribution:
    cases_before, cases_after = component.before[1], component.after[1]
    if not cases_before and not cases_after:
        return RateContribution(Fraction(0), Fraction(0))
    rate_before = Fraction(*(component.before if cases_before else component.after))
    rate_after = Fraction(*(component.after if cases_after else component.before))
    share_before, share_after = Fraction(cases_before, total.before[1]), Fraction(cases_after, total.after[1])
    return RateContribution(
        (share_before + share_after) / 2 * (rate_after - rate_before),
        (share_after - share_before) * ((rate_before + rate_after) / 2 - mean_rate),
    )
