"""Simulated error rates and power of verdicts; `python -m benchmarks.judgement` does the same at length."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr
from statsmodels.stats.multitest import multipletests

from benchmarks.judgement import IN_SPRING, SPRING, Boards, boards, false_rates, look, power
from benchmarks.story_free import COUNTS
from core.judgement import multiple_testing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def simulated() -> tuple[Boards, Boards]:
    return boards(120, seed=11)


@pytest.mark.parametrize("period", ["2026-10", "2026Q3"])
@pytest.mark.parametrize("index", [0, 1], ids=["board", "stations"])
def test_at_most_one_board_in_twenty_says_anything_false(
    simulated: tuple[Boards, Boards], index: int, period: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rate = false_rates(simulated[index], period, days_looked=1)
    with capsys.disabled():
        print(f"\n{('board', 'stations')[index]} {period}: false {rate.at_one_look:.1%}; alone {rate.alone:.0%}")
    assert rate.at_one_look <= 0.05 < rate.alone


@pytest.mark.parametrize("period", ["ytd", "mtd", "last7"])
def test_daily_looks_at_a_running_period(
    simulated: tuple[Boards, Boards], period: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rate = false_rates(simulated[0], period, days_looked=14)
    with capsys.disabled():
        print(f"\nboard {period}: false at a look {rate.at_one_look:.1%}, in 14 daily looks {rate.month:.1%}")
    assert rate.at_one_look <= 0.02
    assert rate.month <= 0.05


@pytest.mark.parametrize("index", [0, 1], ids=["board", "stations"])
@pytest.mark.parametrize("period", IN_SPRING)
def test_a_third_comparison_near_the_new_year_adds_no_false_verdicts(
    simulated: tuple[Boards, Boards], index: int, period: str
) -> None:
    assert look(simulated[index], period, SPRING).stands.shape[-1] == 3
    rate = false_rates(simulated[index], period, days_looked=1, as_of=SPRING)
    assert rate.at_one_look <= 0.05 < rate.alone


@pytest.mark.parametrize("change", [1.3, 0.7])
@pytest.mark.parametrize(
    ("item", "period"), [("alerts_valid", "2026-10"), ("dispute_alerts", "2026Q3"), ("disputes_reported", "2025")]
)
def test_a_planted_change_is_found(
    simulated: tuple[Boards, Boards], item: str, period: str, change: float, capsys: pytest.CaptureFixture[str]
) -> None:
    expected, found = power(simulated[0], COUNTS.index(item), period, change, seed=5)
    with capsys.disabled():
        print(f"\n{item} {period}, {expected:,.0f} expected, ×{change}: found {found:.0%}")
    assert expected >= 200
    assert found >= 0.8


@pytest.mark.parametrize("change", [1.3, 0.7])
def test_from_600_events_on_a_change_of_30_percent_is_found(simulated: tuple[Boards, Boards], change: float) -> None:
    assert power(simulated[0], COUNTS.index("dispute_alerts"), "2026Q3", change, seed=5, expected=600)[1] >= 0.8


def test_the_procedure_is_that_of_benjamini_and_hochberg() -> None:
    p = np.random.default_rng(1).beta(0.3, 2, (200, 17))
    theirs = [multipletests(row, 0.05, method="fdr_bh")[0] for row in p]
    assert (multiple_testing.benjamini_hochberg(p, 0.05) == theirs).all()
    assert not multiple_testing.benjamini_hochberg([np.nan, 0.2, np.nan], 0.05).any()


def test_combined_p_of_equal_and_of_single_ones() -> None:
    assert multiple_testing.cauchy_combination([[0.01, 0.01], [0.3, np.nan]]) == pytest.approx([0.01, 0.3])
    assert np.isnan(multiple_testing.cauchy_combination([np.nan, np.nan]))
    assert multiple_testing.cauchy_combination([1e-6, 0.9]) == pytest.approx(2e-6, rel=1e-3)


def test_combined_p_holds_whatever_the_dependence() -> None:
    rng = np.random.default_rng(2)
    shared = rng.standard_normal((100_000, 1))
    for weight in (0.0, 0.7, 1.0):
        z = weight * shared + np.sqrt(1 - weight**2) * rng.standard_normal((100_000, 3))
        assert (multiple_testing.cauchy_combination(2 * ndtr(-np.abs(z))) <= 0.01).mean() <= 0.0115


def test_what_could_never_be_told_is_no_test() -> None:
    p, both = np.array([[0.004, np.nan]] + [[0.5, np.nan]] * 30), np.full(31, np.nan)
    assert not multiple_testing.hierarchical_fdr(p, both, np.zeros_like(p), 0.05).any()
    least = np.where(np.arange(31)[:, None] == 0, 1e-6, 0.4) * np.ones((31, 2))
    assert multiple_testing.hierarchical_fdr(p, both, least, 0.05)[0, 0]
