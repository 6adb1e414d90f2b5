"""A long key has one short number, and no other key has it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.metrics.key_interner import MAX_KEYS, KeyInterner


@given(st.lists(st.integers(0, 3 * MAX_KEYS), max_size=2 * MAX_KEYS))
def test_no_two_keys_ever_have_one_number(keys: list[int]) -> None:
    interner, owners = KeyInterner(), dict[int, int]()
    for key in keys:
        assert owners.setdefault(interner.intern("a key", key), key) == key


def test_a_key_keeps_its_number_until_many_others_have_come() -> None:
    interner = KeyInterner()
    first = interner.intern("first")
    for key in range(MAX_KEYS - 1):
        interner.intern("other", key)
    assert interner.intern("first") == first
    assert interner.intern("one too many") != first and interner.intern("first") not in (first, None)
    assert len(interner._numbers) <= MAX_KEYS
