"""A long question has one short name, and no other question has it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.metrics.key_interner import KEPT, KeyInterner


@given(st.lists(st.integers(0, 3 * KEPT), max_size=2 * KEPT))
def test_no_two_things_ever_have_one_number(things: list[int]) -> None:
    numbers, owners = KeyInterner(), dict[int, int]()
    for thing in things:
        assert owners.setdefault(numbers.intern("a thing", thing), thing) == thing


def test_a_thing_keeps_its_number_until_many_others_have_come() -> None:
    numbers = KeyInterner()
    first = numbers.intern("first")
    assert [numbers.intern("other", one) for one in range(KEPT - 1)] and numbers.intern("first") == first
    assert numbers.intern("one too many") != first and numbers.intern("first") not in (first, None)
    assert len(numbers._known) <= KEPT
