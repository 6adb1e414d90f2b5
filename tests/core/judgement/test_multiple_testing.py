"""The steps of judging together, by hand: Benjamini and Hochberg, the Cauchy combination, and both in two steps."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.judgement.multiple_testing import (
    benjamini_hochberg,
    cauchy_combination,
    each_alone,
    first_step,
    hierarchical_fdr,
)

NAN = math.nan


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([0.01, 0.02, 0.03, 0.04, 0.05], [True] * 5),  # the greatest stands at its own step and carries all before it
        ([0.010, 0.021, 0.031, 0.041, 0.051], [True, False, False, False, False]),
        ([0.04, 0.001, 0.02], [True, True, True]),
        ([0.03, NAN, 0.5], [False, False, False]),
        ([0.025, NAN, 0.5], [True, False, False]),  # two tests, not three
        ([NAN, NAN], [False, False]),
        ([0.011, 0.011, 0.9, 0.9], [True, True, False, False]),
    ],
)
def test_steps_by_hand(p: list[float], expected: list[bool]) -> None:
    assert benjamini_hochberg(p, 0.05).tolist() == expected


def test_each_family_has_its_own_limit() -> None:
    assert benjamini_hochberg([[0.03], [0.03]], [0.05, 0.02]).tolist() == [[True], [False]]


def test_one_p_is_left_as_it_is_and_equal_ones_join_to_the_same() -> None:
    assert cauchy_combination([0.03, NAN]) == pytest.approx(0.03)
    assert cauchy_combination([0.03, 0.03, 0.03]) == pytest.approx(0.03)
    assert 0.001 < cauchy_combination([0.001, 0.9]) < 0.0021  # hardly more than twice the smaller
    assert np.isnan(cauchy_combination([NAN, NAN]))


@pytest.mark.parametrize(
    ("least", "expected"), [([[0.001]], 0.05), ([[0.001], [0.04]], 0.025), ([[0.001], [0.06], [NAN]], 0.05)]
)
def test_what_cannot_be_significant_is_no_test(least: list[list[float]], expected: float) -> None:
    assert first_step(np.array(least).reshape(len(least), -1), 0.05) == pytest.approx(expected)


def test_a_comparison_needs_its_item_and_its_own_evidence() -> None:
    p, joint = np.array([[0.001, 0.6], [0.04, 0.7], [0.3, NAN]]), np.array([0.002, 0.5, NAN])
    least = np.full_like(p, 1e-6)
    assert hierarchical_fdr(p, joint, least, 0.05).tolist() == [[True, False], [False, False], [False, False]]
    assert each_alone(p, joint, least, np.full(3, 0.05)).tolist() == [[True, False], [False, False], [False, False]]


def test_items_that_could_never_be_significant_do_not_weaken_the_others() -> None:
    p, joint = np.array([[0.02], [0.5]]), np.array([0.02, 0.5])
    assert hierarchical_fdr(p, joint, np.array([[1e-6], [1e-6]]), 0.03).tolist() == [[False], [False]]
    assert hierarchical_fdr(p, joint, np.array([[1e-6], [0.2]]), 0.03).tolist() == [[True], [False]]
