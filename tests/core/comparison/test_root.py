"""Roots by our own Brent's method are scipy's."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from core.comparison.root import brent_root


@given(shift=st.floats(0.01, 50), power=st.integers(1, 5), precision=st.sampled_from([1e-12, 1e-6, 1e-3, 0.1]))
def test_roots_are_those_of_scipy(shift: float, power: int, precision: float) -> None:
    def falling(place: float) -> float:
        return 1 / math.sqrt(1 + shift * place) - 1 / (1 + power) + math.sin(place) / 100

    assert brent_root(falling, 0.0, 1e6, precision=precision) == brentq(falling, 0.0, 1e6, xtol=precision)


def test_an_end_may_be_the_root_but_signs_must_differ() -> None:
    assert brent_root(lambda place: place, 0.0, 1.0, precision=1e-9) == 0
    assert brent_root(lambda place: place - 1, 0.0, 1.0, precision=1e-9) == 1
    with pytest.raises(ValueError, match="same sign"):
        brent_root(lambda place: place + 1, 0.0, 1.0, precision=1e-9)
