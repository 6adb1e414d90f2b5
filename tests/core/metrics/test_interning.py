"""A long question has one short name, and no other question has it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.metrics.interning import KEPT, Numbers


@given(st.lists(st.integers(0, 3 * KEPT), max_size=2 * KEPT))
def test_no_two_things_ever_have_one_number(things: list[int]) -> None:
    numbers, owners = Numbers(), dict[int, int]()
    for thing in things:
        assert owners.setdefault(numbers.of("a thing", thing), thing) == thing


def test_a_thing_keeps_its_number_until_many_others_have_come() -> None:
    numbers = Numbers()
    first = numbers.of("first")
    assert [numbers.of("other", one) for one in range(KEPT - 1)] and numbers.of("first") == first
    assert numbers.of("one too many") != first and numbers.of("first") not in (first, None)
    assert len(numbers._known) <= KEPT
