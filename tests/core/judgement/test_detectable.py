"""The smallest change that could have been told, and the verdicts between which it stands."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from benchmarks.autocorrelation import boards_of_24
from benchmarks.detectable import share_told
from core.catalogue.load import load_catalogue
from core.judgement.case import Case, ComparedFigure, Evidence
from core.judgement.detectable import CountError, count_rise, needed_deviate, rate_change, share_of_months
from core.judgement.dispersion import DEFAULT_DISPERSION
from core.judgement.multiple_testing import first_step
from core.judgement.verdict import FamilyResult, judgement_of
from core.judgement.verdict_text import detectable_amount, detectable_sentence
from core.metrics.types import Change, ChangeUnit, Figure, Verdict, Window

EVEN = (31.0, 31.0)
REACH = needed_deviate(22, 0.02 / 24)


def rise(base: float, phi: float = 1.0, reach: float = REACH, worth: float = 0.05) -> float:
    """The smallest rise of a count from one month to another."""
    change = count_rise(base, CountError(EVEN, phi, share_of_months(31)), reach, worth)
    assert change is not None
    return change


def test_more_events_tell_less_and_wilder_or_stricter_ones_need_more() -> None:
    changes = [rise(base) for base in (20, 200, 2000, 20000)]
    assert changes == sorted(changes, reverse=True) and changes[-1] > 0.05
    assert rise(200) < rise(200, phi=3) < rise(200, phi=9)
    assert rise(200, reach=needed_deviate(22, 0.05)) < rise(200) < rise(200, reach=needed_deviate(8, 0.02 / 24))


def test_without_dispersion_it_is_the_sample_size_of_the_textbook() -> None:
    """Two Poisson counts differ by (z + .84) standard errors of the logarithm of their ratio."""
    base, reach = 10_000.0, 1.96
    change = rise(base, reach=reach, worth=0.0)
    now = base * (1 + change)
    assert math.log1p(change) == pytest.approx((reach + 0.8416) * math.sqrt(1 / now + 1 / base), rel=1e-3)


def test_a_change_not_worth_saying_is_not_told_however_sure() -> None:
    assert rise(1e9, worth=0.05) == pytest.approx(0.05, abs=0.001)
    assert rate_change((9e8, 1e9), 1e9, 1.0, REACH, 0.01) == pytest.approx(0.01, abs=0.001)


def test_no_base_tells_nothing() -> None:
    assert count_rise(0, CountError(EVEN, 1.0, 0.1), REACH, 0.05) is None
    assert rate_change((0, 0), 100, 1.0, REACH, 0.01) is None
    assert rate_change((5, 10), 0, 1.0, REACH, 0.01) is None


def test_a_rate_needs_more_points_of_fewer_records() -> None:
    changes = [rate_change((0.9 * size, size), size, 2.0, REACH, 0.01) for size in (50.0, 500.0, 5000.0)]
    assert all(change is not None for change in changes)
    assert changes == sorted(changes, key=lambda change: -(change or 0))
    assert rate_change((90, 100), 100, 1.0, REACH, 0.01) == rate_change((10, 100), 100, 1.0, REACH, 0.01)


def test_the_first_of_a_family_has_the_least_room() -> None:
    assert first_step([[1e-9, float("nan")], [0.3, 1e-9], [0.5, 0.4]], 0.02) == pytest.approx(0.01)
    assert first_step([[float("nan")]], 0.02) == 0.02


def test_it_is_rounded_up_so_that_it_promises_no_more() -> None:
    assert detectable_amount(24.1, ChangeUnit.PERCENT) == "±25%"
    assert detectable_amount(1.21, ChangeUnit.POINTS) == "±1.3 个百分点"
    assert detectable_sentence(24.1, ChangeUnit.PERCENT) == "本期能看出 ±25% 以上"


def test_every_verdict_has_a_code_of_its_own() -> None:
    codes = [verdict.code for verdict in Verdict]
    assert codes == ["rise", "fall", "flat", "unclear", "small_base", "incomparable"]
    assert Verdict.UNCLEAR.phrase == "看不出升降" and Verdict.FLAT.phrase == "基本持平"


@pytest.mark.parametrize(
    ("low", "high", "is_significant", "verdict"),
    [
        (-3.0, 4.9, False, Verdict.FLAT),
        (0.5, 4.9, True, Verdict.FLAT),  # sure, and not worth saying
        (-3.0, 5.1, False, Verdict.UNCLEAR),
        (0.5, 5.1, True, Verdict.UNCLEAR),
        (-40.0, 60.0, False, Verdict.UNCLEAR),
    ],
)
def test_between_a_rise_and_a_fall_there_are_two_answers(
    low: float, high: float, is_significant: bool, verdict: Verdict
) -> None:
    kpi, windows = load_catalogue().kpis["alerts_valid"], (Window(31, 61), Window(0, 30))
    now, base = (
        ComparedFigure(window, Figure(count, None, Fraction(count)))
        for window, count in zip(windows, (1020, 1000), strict=True)
    )
    change = Change("yoy", windows[1], base.figure, Fraction(2), ChangeUnit.PERCENT)
    case = Case(kpi, now, base, change, 5.0, DEFAULT_DISPERSION)
    evidence = Evidence(0.5, 1e-9, low, high, is_too_few=False)
    judged = judgement_of(case, evidence, "yoy", FamilyResult(is_significant, 0.001))
    assert judged.verdict is verdict and judged.detectable is not None
    assert ("整个 95% 区间不到值得一说的幅度 5%" in judged.sentence) == (verdict is Verdict.FLAT)
    assert (detectable_sentence(judged.detectable, ChangeUnit.PERCENT) in judged.sentence) == (
        verdict is Verdict.UNCLEAR
    )


@pytest.mark.slow
@pytest.mark.parametrize(("tile", "period"), [(6, "2026-10"), (9, "2026Q3"), (11, "ytd"), (20, "2026-10")])
def test_a_change_of_that_size_is_mostly_told(tile: int, period: str) -> None:
    change, told = share_told(boards_of_24(60, 5, 0.0), tile, period)
    assert 0.01 < change < 2
    assert told >= 0.6
