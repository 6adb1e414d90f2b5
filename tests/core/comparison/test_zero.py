"""The place where a function is 0: step by step what scipy finds."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from core.comparison.zero import find_zero

FUNCTIONS: dict[str, Callable[[float, float], float]] = {
    "line": lambda x, zero: x - zero,
    "cube": lambda x, zero: x**3 - zero**3,
    "root": lambda x, zero: math.copysign(math.sqrt(abs(x - zero)), x - zero),
    "falling": lambda x, zero: 1 / (1 + x) - 1 / (1 + zero),
    "steep": lambda x, zero: math.expm1(min(9 * (x - zero), 50)),
    "steps": lambda x, zero: math.floor(x * 7) - math.floor(zero * 7) - 0.5,
}


@given(
    st.sampled_from(list(FUNCTIONS)),
    st.floats(0.1, 90),
    st.floats(0, 0.1),
    st.floats(91, 1000),
    st.sampled_from([1e-12, 1e-6, 1e-3, 0.1]),
)
def test_it_finds_what_scipy_finds(name: str, zero: float, low: float, high: float, tolerance: float) -> None:
    values: list[list[float]] = [[], []]

    def noted(x: float, place: int) -> float:
        values[place].append(x)
        return float(FUNCTIONS[name](x, zero))

    assert find_zero(lambda x: noted(x, 0), low, high, tolerance) == brentq(
        lambda x: noted(x, 1), low, high, xtol=tolerance
    )
    assert values[0] == values[1]


def test_it_says_where_there_is_none() -> None:
    assert find_zero(lambda x: x, 0.0, 1.0, 1e-6) == 0
    with pytest.raises(ArithmeticError, match="same sign"):
        find_zero(lambda x: x + 1, 0.0, 1.0, 1e-6)
    with pytest.raises(ArithmeticError, match="steps"):
        find_zero(lambda x: (x - 1) ** 3, 0.0, 90.0, 1e-12)
