"""The dictionary of the entries used last, against a list that is kept in order by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.lru import LruDict, SizedLruDict

STEPS = st.lists(st.tuples(st.sampled_from(["set", "use"]), st.integers(0, 6)), max_size=60)


@given(STEPS, st.integers(1, 4))
def test_it_keeps_what_was_used_last(steps: list[tuple[str, int]], limit: int) -> None:
    kept: LruDict[int, str] = LruDict(limit)
    order: list[int] = []
    for step, key in steps:
        if step == "set":
            kept[key] = f"value {key}"
        elif kept.use(key) is None:
            assert key not in order
            continue
        order = [other for other in order if other != key] + [key]
        order = order[-limit:]
        assert list(kept) == order


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9))), st.integers(0, 20))
def test_a_sized_one_keeps_the_newest_that_fit(items: list[tuple[int, int]], limit: int) -> None:
    sized: SizedLruDict[int, int] = SizedLruDict(limit, lambda size: size)
    newest: dict[int, int] = {}
    for key, size in items:
        sized[key] = size
        newest.pop(key, None)
        newest[key] = size
        while sum(newest.values()) > limit:
            newest.pop(next(iter(newest)))
        assert list(sized.items()) == list(newest.items()) and sized.size == sum(newest.values())


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(1, 4))
def test_a_sized_one_may_be_bounded_in_number_too(items: list[tuple[int, int]], most: int) -> None:
    sized: SizedLruDict[int, int] = SizedLruDict(1000, lambda size: size, most)
    for key, size in items:
        sized[key] = size
        assert len(sized) <= most and sized.size == sum(sized.values()) and key in sized
