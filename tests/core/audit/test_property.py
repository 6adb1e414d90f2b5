"""The audit against brute force: it accuses nobody who rounded truthfully, and misses no solution."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.finding import Solutions
from tests.support.audit_rows import change, count, finding, findings, rate

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
    whole, rest = divmod(units, 10**digits)
    return ("-" if value < 0 else "") + str(whole) + (f".{rest:0{digits}d}" if digits else "")


@given(st.integers(1, 5000), st.data(), DIGITS, WAY)
def test_a_truthful_rate_is_never_accused(whole: int, data: st.DataObject, digits: int, way: Way) -> None:
    part = data.draw(st.integers(0, whole))
    printed = text(way(Fraction(100 * part, whole), digits), digits)
    assert finding(**rate(printed, part, whole)).verdict == "holds"
    by_whole, by_part = finding(**rate(printed, None, whole)), finding(**rate(printed, part))
    assert by_whole.verdict == by_part.verdict == "possible"
    assert by_whole.solutions and by_whole.solutions.integers.first <= part <= (by_whole.solutions.integers.last or 0)
    assert by_part.solutions and by_part.solutions.integers.first <= whole
    assert by_part.solutions.integers.last is None or whole <= by_part.solutions.integers.last
    assert finding(**rate(printed)).verdict == "not_checkable"


@given(st.integers(0, 5000), st.integers(1, 5000), DIGITS, WAY)
def test_a_truthful_change_is_never_accused(now: int, base: int, digits: int, way: Way) -> None:
    printed = text(way(Fraction(100 * (now - base), base), digits), digits)
    assert finding(**change(printed, now, base)).verdict == "holds"
    assert finding(**change(printed, now)).verdict == finding(**change(printed, None, base)).verdict == "possible"


@given(st.integers(0, 300), st.integers(-1100, 3000), st.integers(0, 1))
@settings(deadline=None)
def test_every_base_is_found_and_no_other(now: int, units: int, digits: int) -> None:
    goal = Fraction(units, 10**digits)
    within = range(1, 2000)
    brute = [b for b in within if goal in {way(Fraction(100 * (now - b), b), digits) for way in WAYS}]
    found = finding(**change(text(goal, digits), now))
    assert _solutions(found.solutions, within) == brute
    assert found.verdict == ("possible" if found.solutions else "impossible")


@given(st.integers(1, 300), st.integers(0, 1000), st.integers(0, 1))
def test_every_part_is_found_and_no_other(whole: int, units: int, digits: int) -> None:
    goal = Fraction(units, 10**digits)
    within = range(whole + 1)
    brute = [k for k in within if goal in {way(Fraction(100 * k, whole), digits) for way in WAYS}]
    found = finding(**rate(text(goal, digits), None, whole))
    assert _solutions(found.solutions, within) == brute


@given(st.integers(0, 60), st.integers(0, 1000), st.integers(0, 1))
@settings(deadline=None)
def test_every_whole_is_found_and_no_other(part: int, units: int, digits: int) -> None:
    goal = Fraction(units, 10**digits)
    within = range(max(part, 1), 2000)
    brute = [n for n in within if goal in {way(Fraction(100 * part, n), digits) for way in WAYS}]
    found = finding(**rate(text(goal, digits), part))
    assert _solutions(found.solutions, within) == brute


def _solutions(solutions: Solutions | None, within: range) -> list[int]:
    if solutions is None:
        return []
    first, last = solutions.integers
    return [x for x in within if x >= first and (last is None or x <= last)]


@given(st.integers(0, 5000), st.integers(1, 5000), DIGITS, st.integers(2, 50), st.sampled_from([-1, 1]))
def test_off_by_more_than_a_unit_is_contradicted(now: int, base: int, digits: int, off: int, sign: int) -> None:
    true = half_up(Fraction(100 * (now - base), base), digits) + sign * Fraction(off, 10**digits)
    assert finding(**change(text(true, digits), now, base)).verdict == "contradicted"
    share = half_up(Fraction(100 * now, base), digits) + sign * Fraction(off, 10**digits)
    assert finding(**rate(text(share, digits), now, base, kpi="占比")).verdict == "contradicted"


@given(st.integers(10_000, 99_999), st.data(), DIGITS, WAY)
def test_a_truthful_bulletin_is_never_accused(whole: int, data: st.DataObject, digits: int, way: Way) -> None:
    """The whole told as so many 万余, the open ones exactly, and the rate rounded from the truth."""
    open_ = data.draw(st.integers(0, whole))
    rows = [
        count("disputes_reported", f"{whole // 1000 / 10:.1f}万", relation="余"),
        count("disputes_outstanding", str(open_)),
        rate(text(way(100 * (1 - Fraction(open_, whole)), digits), digits), kpi="dispute_resolution_rate"),
    ]
    assert not [found for found in findings(*rows) if found.verdict in ACCUSED]


@given(st.integers(0, 10**9), st.integers(0, 4), WAY)
def test_a_count_rounded_to_wan_holds(number: int, digits: int, way: Way) -> None:
    printed = text(way(Fraction(number, 10_000), digits), digits)
    assert finding(**count("volunteers", f"{printed}万", number)).verdict == "holds"


@given(st.lists(st.integers(0, 9999), min_size=8, max_size=8))
def test_parts_that_add_up_hold(parts: list[int]) -> None:
    kinds = ("criminal", "public_order", "traffic", "fire", "dispute", "help", "complaint", "other")
    rows = [count(f"{kind}_alerts", str(part)) for kind, part in zip(kinds, parts, strict=True)]
    assert findings(count("alerts_valid", str(sum(parts))), *rows)[0].verdict == "holds"
    assert findings(count("alerts_valid", str(sum(parts) + 1)), *rows)[0].verdict == "contradicted"
