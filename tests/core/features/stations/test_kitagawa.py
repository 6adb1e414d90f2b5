"""A rate's change taken apart: it adds up to the last digit, and each part is what a slow reading of it comes to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison.reversal import BeforeAfter, total_of
from core.features.stations.kitagawa import RateContribution, kitagawa

cases = st.integers(0, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))
parts = st.lists(st.builds(BeforeAfter, cases, cases), min_size=1, max_size=6).filter(
    lambda many: all(sum(one[side][1] for one in many) > 0 for side in (0, 1))
)


def walked(many: list[BeforeAfter]) -> list[RateContribution]:
    """What each part adds, by walking from then to now twice: its rate before its share, and its share before its rate.

    A rate without cases is the other period's. The share's step is set against the whole's middle rate.
    """
    total = [sum(one[side][1] for one in many) for side in (0, 1)]
    hits = [sum(one[side][0] for one in many) for side in (0, 1)]
    middle = (Fraction(hits[0], total[0]) + Fraction(hits[1], total[1])) / 2
    found = []
    for one in many:
        rates = [Fraction(k, n) if n else None for k, n in one]
        first = rates[0] if rates[0] is not None else rates[1]
        second = rates[1] if rates[1] is not None else rates[0]
        if first is None or second is None:
            found.append(RateContribution(Fraction(0), Fraction(0)))
            continue
        shares = [Fraction(one[side][1], total[side]) for side in (0, 1)]
        rate_steps = [shares[0] * second - shares[0] * first, shares[1] * second - shares[1] * first]
        share_steps = [shares[1] * second - shares[0] * second, shares[1] * first - shares[0] * first]
        against = middle * (shares[1] - shares[0])
        found.append(RateContribution(sum(rate_steps, Fraction(0)) / 2, sum(share_steps, Fraction(0)) / 2 - against))
    return found


@given(parts)
def test_it_adds_up_to_the_last_digit(many: list[BeforeAfter]) -> None:
    whole = total_of(many)
    assert sum(one.total for one in kitagawa(many)) == Fraction(*whole.after) - Fraction(*whole.before)


@given(parts)
def test_it_is_what_a_slow_reading_comes_to(many: list[BeforeAfter]) -> None:
    assert kitagawa(many) == walked(many)


@given(parts, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(many: list[BeforeAfter], chance: object) -> None:
    order = list(range(len(many)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    found = kitagawa(many)
    assert kitagawa([many[at] for at in order]) == [found[at] for at in order]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=5), st.integers(0, 4))
def test_without_another_rate_there_is_no_change_by_mix(sizes: list[tuple[int, int]], hit: int) -> None:
    many = [BeforeAfter((hit * then, 4 * then), (hit * now, 4 * now)) for then, now in sizes]
    assert kitagawa(many) == [RateContribution(Fraction(0), Fraction(0))] * len(many)


def test_by_hand() -> None:
    # Canvassed 40/50 then and 30/50 now; from alerts 50/50 then and 100/100 now. The whole: 90/100, then 130/150.
    many = [BeforeAfter((40, 50), (30, 50)), BeforeAfter((50, 50), (100, 100))]
    canvassed, alerts = kitagawa(many)
    middle = (Fraction(9, 10) + Fraction(13, 15)) / 2
    assert canvassed.rate_effect == Fraction(5, 12) * Fraction(-1, 5)
    assert canvassed.mix_effect == Fraction(-1, 6) * (Fraction(7, 10) - middle)
    assert alerts == RateContribution(Fraction(0), Fraction(1, 6) * (1 - middle))
    assert canvassed.total + alerts.total == Fraction(13, 15) - Fraction(9, 10)


def test_a_part_that_comes_is_all_mix() -> None:
    found = kitagawa([BeforeAfter((5, 10), (5, 10)), BeforeAfter((0, 0), (10, 10))])
    assert [one.rate_effect for one in found] == [0, 0]
    assert sum(one.mix_effect for one in found) == Fraction(15, 20) - Fraction(1, 2)


def test_a_whole_without_cases_has_no_change() -> None:
    with pytest.raises(ZeroDivisionError):
        kitagawa([BeforeAfter((0, 0), (1, 2))])
