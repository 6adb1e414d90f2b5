"""A rate's change decomposed: it adds up to the last digit, and equals a slow reading of it."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison.reversal import BeforeAfter, total_of
from core.features.stations.kitagawa import RateContribution, kitagawa

counts = st.integers(0, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))
component_lists = st.lists(st.builds(BeforeAfter, counts, counts), min_size=1, max_size=6).filter(
    lambda components: all(sum(component[side][1] for component in components) > 0 for side in (0, 1))
)


def walked(components: list[BeforeAfter]) -> list[RateContribution]:
    """Contributions, by walking from then to now twice: the rate before the share, and the share before the rate.

    A rate without cases is the other period's. The share's step is measured against the total's mean rate.
    """
    total = [sum(component[side][1] for component in components) for side in (0, 1)]
    hits = [sum(component[side][0] for component in components) for side in (0, 1)]
    mean_rate = (Fraction(hits[0], total[0]) + Fraction(hits[1], total[1])) / 2
    contributions = []
    for component in components:
        rates = [Fraction(k, n) if n else None for k, n in component]
        first = rates[0] if rates[0] is not None else rates[1]
        second = rates[1] if rates[1] is not None else rates[0]
        if first is None or second is None:
            contributions.append(RateContribution(Fraction(0), Fraction(0)))
            continue
        shares = [Fraction(component[side][1], total[side]) for side in (0, 1)]
        rate_steps = [shares[0] * second - shares[0] * first, shares[1] * second - shares[1] * first]
        share_steps = [shares[1] * second - shares[0] * second, shares[1] * first - shares[0] * first]
        mix_effect = sum(share_steps, Fraction(0)) / 2 - mean_rate * (shares[1] - shares[0])
        contributions.append(RateContribution(sum(rate_steps, Fraction(0)) / 2, mix_effect))
    return contributions


@given(component_lists)
def test_it_adds_up_to_the_last_digit(components: list[BeforeAfter]) -> None:
    total = total_of(components)
    change = Fraction(*total.after) - Fraction(*total.before)
    assert sum(contribution.total for contribution in kitagawa(components)) == change


@pytest.mark.slow
@given(component_lists)
def test_it_is_what_a_slow_reading_comes_to(components: list[BeforeAfter]) -> None:
    assert kitagawa(components) == walked(components)


@given(component_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_components_does_not_matter(components: list[BeforeAfter], random: Random) -> None:
    order = list(range(len(components)))
    random.shuffle(order)
    contributions = kitagawa(components)
    assert kitagawa([components[index] for index in order]) == [contributions[index] for index in order]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=5), st.integers(0, 4))
def test_without_another_rate_there_is_no_change_by_mix(sizes: list[tuple[int, int]], hits: int) -> None:
    components = [BeforeAfter((hits * then, 4 * then), (hits * now, 4 * now)) for then, now in sizes]
    assert kitagawa(components) == [RateContribution(Fraction(0), Fraction(0))] * len(components)


def test_by_hand() -> None:
    # Canvassed 40/50 then and 30/50 now; from alerts 50/50 then and 100/100 now. The total: 90/100, then 130/150.
    canvassed, alerts = kitagawa([BeforeAfter((40, 50), (30, 50)), BeforeAfter((50, 50), (100, 100))])
    mean_rate = (Fraction(9, 10) + Fraction(13, 15)) / 2
    assert canvassed.rate_effect == Fraction(5, 12) * Fraction(-1, 5)
    assert canvassed.mix_effect == Fraction(-1, 6) * (Fraction(7, 10) - mean_rate)
    assert alerts == RateContribution(Fraction(0), Fraction(1, 6) * (1 - mean_rate))
    assert canvassed.total + alerts.total == Fraction(13, 15) - Fraction(9, 10)


def test_a_component_that_comes_is_all_mix() -> None:
    contributions = kitagawa([BeforeAfter((5, 10), (5, 10)), BeforeAfter((0, 0), (10, 10))])
    assert [contribution.rate_effect for contribution in contributions] == [0, 0]
    assert sum(contribution.mix_effect for contribution in contributions) == Fraction(15, 20) - Fraction(1, 2)


def test_a_total_without_cases_has_no_change() -> None:
    with pytest.raises(ZeroDivisionError):
        kitagawa([BeforeAfter((0, 0), (1, 2))])
