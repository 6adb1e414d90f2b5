"""The audit against brute force: it accuses nobody who rounded truthfully, and misses no solution."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.finding import Solutions
from core.audit.intervals import IntegerRange, Interval, integers_in
from tests.support.audit_rows import change, count, finding, findings, rate
from tests.support.examples import examples

pytestmark = pytest.mark.slow

DIGITS = st.integers(0, 3)
ACCUSED = ("impossible", "contradicted")


def half_up(value: Fraction, digits: int) -> Fraction:
    """Away from zero."""
    size = Fraction(math.floor(abs(value) * 10**digits + Fraction(1, 2)), 10**digits)
    return -size if value < 0 else size


def half_upwards(value: Fraction, digits: int) -> Fraction:
    """Half up as mathematicians mean it: ties to the greater number, of falls too."""
    return Fraction(math.floor(value * 10**digits + Fraction(1, 2)), 10**digits)


def half_even(value: Fraction, digits: int) -> Fraction:
    return round(value, digits)


Way = Callable[[Fraction, int], Fraction]
WAYS: tuple[Way, ...] = (half_up, half_even, half_upwards)
WAY = st.sampled_from(WAYS[:2])


def text(value: Fraction, digits: int) -> str:
    units = int(abs(value) * 10**digits)
    integer, decimals = divmod(units, 10**digits)
    return ("-" if value < 0 else "") + str(integer) + (f".{decimals:0{digits}d}" if digits else "")


@given(st.integers(1, 5000), st.data(), DIGITS, WAY)
def test_a_truthful_rate_is_never_accused(denominator: int, data: st.DataObject, digits: int, way: Way) -> None:
    numerator = data.draw(st.integers(0, denominator))
    printed = text(way(Fraction(100 * numerator, denominator), digits), digits)
    assert finding(**rate(printed, numerator, denominator)).verdict == "holds"
    by_whole, by_part = finding(**rate(printed, None, denominator)), finding(**rate(printed, numerator))
    assert by_whole.verdict == by_part.verdict == "possible"
    assert by_whole.solutions and by_whole.solutions.integers.first <= numerator <= (
        by_whole.solutions.integers.last or 0
    )
    assert by_part.solutions and by_part.solutions.integers.first <= denominator
    assert by_part.solutions.integers.last is None or denominator <= by_part.solutions.integers.last
    assert finding(**rate(printed)).verdict == "not_checkable"


@given(st.integers(0, 5000), st.integers(1, 5000), DIGITS, WAY)
def test_a_truthful_change_is_never_accused(now: int, base: int, digits: int, way: Way) -> None:
    printed = text(way(Fraction(100 * (now - base), base), digits), digits)
    assert finding(**change(printed, now, base)).verdict == "holds"
    assert finding(**change(printed, now)).verdict == finding(**change(printed, None, base)).verdict == "possible"


@given(st.integers(0, 300), st.integers(-1100, 3000), st.integers(0, 1))
@settings(max_examples=examples(40, thorough=1000), deadline=None)
def test_every_base_is_found_and_no_other(now: int, units: int, digits: int) -> None:
    goal = Fraction(units, 10**digits)
    candidates = range(1, 2000)
    brute = [b for b in candidates if goal in {way(Fraction(100 * (now - b), b), digits) for way in WAYS}]
    result = finding(**change(text(goal, digits), now))
    assert _solutions(result.solutions, candidates) == brute
    assert result.verdict == ("possible" if result.solutions else "impossible")


@given(st.integers(1, 300), st.integers(0, 1000), st.integers(0, 1))
def test_every_part_is_found_and_no_other(denominator: int, units: int, digits: int) -> None:
    goal = Fraction(units, 10**digits)
    candidates = range(denominator + 1)
    brute = [k for k in candidates if goal in {way(Fraction(100 * k, denominator), digits) for way in WAYS}]
    result = finding(**rate(text(goal, digits), None, denominator))
    assert _solutions(result.solutions, candidates) == brute


@given(st.integers(0, 60), st.integers(0, 1000), st.integers(0, 1))
@settings(max_examples=examples(40, thorough=1000), deadline=None)
def test_every_whole_is_found_and_no_other(numerator: int, units: int, digits: int) -> None:
    goal = Fraction(units, 10**digits)
    candidates = range(max(numerator, 1), 2000)
    brute = [n for n in candidates if goal in {way(Fraction(100 * numerator, n), digits) for way in WAYS}]
    result = finding(**rate(text(goal, digits), numerator))
    assert _solutions(result.solutions, candidates) == brute


def _solutions(solutions: Solutions | None, candidates: range) -> list[int]:
    if solutions is None:
        return []
    first, last = solutions.integers
    return [x for x in candidates if x >= first and (last is None or x <= last)]


def test_an_end_that_does_not_belong_to_an_interval_is_left_out() -> None:
    assert integers_in(Interval(Fraction(2), Fraction(4), False, False)) == IntegerRange(3, 3)
    assert integers_in(Interval(Fraction(2), Fraction(4), True, True)) == IntegerRange(2, 4)


@given(st.integers(0, 5000), st.integers(1, 5000), DIGITS, st.integers(2, 50), st.sampled_from([-1, 1]))
def test_off_by_more_than_a_unit_is_contradicted(now: int, base: int, digits: int, off: int, sign: int) -> None:
    true = half_up(Fraction(100 * (now - base), base), digits) + sign * Fraction(off, 10**digits)
    assert finding(**change(text(true, digits), now, base)).verdict == "contradicted"
    share = half_up(Fraction(100 * now, base), digits) + sign * Fraction(off, 10**digits)
    assert finding(**rate(text(share, digits), now, base, kpi="占比")).verdict == "contradicted"


@given(st.integers(10_000, 99_999), st.data(), DIGITS, WAY)
def test_a_truthful_bulletin_is_never_accused(reported: int, data: st.DataObject, digits: int, way: Way) -> None:
    """The whole told as so many 万余, the open ones exactly, and the rate rounded from the truth."""
    open_ = data.draw(st.integers(0, reported))
    rows = [
        count("disputes_reported", f"{reported // 1000 / 10:.1f}万", relation="余"),
        count("disputes_outstanding", str(open_)),
        rate(text(way(100 * (1 - Fraction(open_, reported)), digits), digits), kpi="dispute_resolution_rate"),
    ]
    assert not [result for result in findings(*rows) if result.verdict in ACCUSED]


@given(st.integers(0, 10**9), st.integers(0, 4), WAY)
def test_a_count_rounded_to_wan_holds(number: int, digits: int, way: Way) -> None:
    printed = text(way(Fraction(number, 10_000), digits), digits)
    assert finding(**count("volunteers", f"{printed}万", number)).verdict == "holds"


@given(st.lists(st.integers(0, 9999), min_size=8, max_size=8))
def test_parts_that_add_up_hold(addends: list[int]) -> None:
    kinds = ("criminal", "public_order", "traffic", "fire", "dispute", "help", "complaint", "other")
    rows = [count(f"{kind}_alerts", str(addend)) for kind, addend in zip(kinds, addends, strict=True)]
    assert findings(count("alerts_valid", str(sum(addends))), *rows)[0].verdict == "holds"
    assert findings(count("alerts_valid", str(sum(addends) + 1)), *rows)[0].verdict == "contradicted"
