"""The smallest change that could have been told, and the verdicts between which it stands."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import nct

from benchmarks.autocorrelation import boards_of_24
from benchmarks.detectable import DEGREES, LEVELS, share_told, share_told_of_counts
from core.catalogue.load import load_catalogue
from core.judgement.case import Case, ComparedFigure, Evidence, gather_evidence
from core.judgement.detectable import (
    CountError,
    Threshold,
    count_change,
    ends_of_logs,
    rate_change,
    smallest_detectable,
)
from core.judgement.dispersion import DEFAULT_DISPERSION, Dispersion
from core.judgement.families import FamilyKind
from core.judgement.multiple_testing import first_step
from core.judgement.verdict import FamilyResult, judgement_of
from core.judgement.verdict_text import detectable_amount, detectable_sentence
from core.metrics.types import Change, ChangeUnit, Detectable, Figure, Verdict, Window

EVEN = (31.0, 31.0)
THRESHOLD = Threshold.at(22, 0.02 / 24)


def rise(base: float, phi: float = 1.0, threshold: Threshold = THRESHOLD, worth: float = 0.05) -> float:
    """The smallest rise of a count from one month to another."""
    change = count_change(base, CountError(EVEN, phi), threshold, worth)
    assert change is not None
    return math.expm1(change)


def test_more_events_tell_less_and_wilder_or_stricter_ones_need_more() -> None:
    changes = [rise(base) for base in (20, 200, 2000, 20000)]
    assert changes == sorted(changes, reverse=True) and changes[-1] > 0.05
    assert rise(200) < rise(200, phi=3) < rise(200, phi=9)
    assert rise(200, threshold=Threshold.at(22, 0.05)) < rise(200) < rise(200, threshold=Threshold.at(8, 0.02 / 24))


@pytest.mark.parametrize("df", DEGREES)
def test_it_is_told_in_four_of_five_cases_however_well_the_dispersion_is_known(df: int) -> None:
    for alpha in LEVELS:
        for direction in (1, -1):
            told = share_told_of_counts(df, alpha, direction, runs=10_000)
            assert told == pytest.approx(0.8, abs=0.02)


def test_the_power_is_that_of_the_noncentral_t() -> None:
    for df, alpha in ((8, 0.05), (22, 0.05 / 24), (100, 0.001)):
        threshold = Threshold.at(df, alpha)
        assert nct.sf(threshold.deviate, df, threshold.smallest_told(1.0, 1.0)) == pytest.approx(0.8, abs=0.005)


def test_a_fall_is_less_in_percent_than_the_rise_and_never_more_than_all() -> None:
    told = ends_of_logs(math.log(2), math.log(2))
    assert told.fall == pytest.approx(50) and told.rise == pytest.approx(100)
    assert ends_of_logs(6.0, math.log(3)).fall is None  # 99.8% is nothing that is left
    assert ends_of_logs(math.log(11), math.log(11)) == Detectable()  # what only a tenfold could show is no answer
    fall = count_change(30, CountError(EVEN, 4.0), THRESHOLD, 0.05, -1)
    up = count_change(30, CountError(EVEN, 4.0), THRESHOLD, 0.05)
    assert fall is not None and up is not None and fall > up


def test_without_dispersion_it_is_the_sample_size_of_the_textbook() -> None:
    """Two Poisson counts differ by (z + .84) standard errors of the logarithm of their ratio."""
    base, deviate = 10_000.0, 1.96
    change = rise(base, threshold=Threshold(deviate, 1e9), worth=0.0)
    now = base * (1 + change)
    assert math.log1p(change) == pytest.approx((deviate + 0.8416) * math.sqrt(1 / now + 1 / base), rel=1e-3)


def test_a_change_not_worth_saying_is_not_told_however_sure() -> None:
    assert rise(1e9, worth=0.05) == pytest.approx(0.05, abs=0.001)
    assert rate_change((9e8, 1e9), 1e9, 1.0, THRESHOLD, 0.01) == pytest.approx(0.01, abs=0.001)


def test_no_base_tells_nothing() -> None:
    assert count_change(0, CountError(EVEN, 1.0), THRESHOLD, 0.05) is None
    assert rate_change((0, 0), 100, 1.0, THRESHOLD, 0.01) is None
    assert rate_change((5, 10), 0, 1.0, THRESHOLD, 0.01) is None


def test_a_rate_needs_more_points_of_fewer_records() -> None:
    changes = [rate_change((0.9 * size, size), size, 2.0, THRESHOLD, 0.01) for size in (50.0, 500.0, 5000.0)]
    assert all(change is not None for change in changes)
    assert changes == sorted(changes, key=lambda change: -(change or 0))
    assert rate_change((90, 100), 100, 1.0, THRESHOLD, 0.01) == rate_change((10, 100), 100, 1.0, THRESHOLD, 0.01)


def test_the_first_of_a_family_has_the_least_room() -> None:
    assert first_step([[1e-9, float("nan")], [0.3, 1e-9], [0.5, 0.4]], 0.02) == pytest.approx(0.01)
    assert first_step([[float("nan")]], 0.02) == 0.02


def test_it_is_rounded_up_so_that_it_promises_no_more() -> None:
    assert detectable_amount(Detectable(19.4, 24.1), ChangeUnit.PERCENT) == "−20%/+25%"
    assert detectable_amount(Detectable(1.21, 1.21), ChangeUnit.POINTS) == "−1.3/+1.3 个百分点"
    assert detectable_sentence(Detectable(19.4, 24.1), ChangeUnit.PERCENT) == "本期能看出 −20%/+25% 以上"
    assert detectable_sentence(Detectable(1.21, 1.21), ChangeUnit.POINTS) == "本期能看出 −1.3/+1.3 个百分点以上"


def test_what_cannot_be_is_not_said() -> None:
    assert detectable_amount(Detectable(None, 176.0), ChangeUnit.PERCENT) == "+176%"
    assert detectable_amount(Detectable(3.2, None), ChangeUnit.POINTS) == "−3.2 个百分点"  # of a rate of 98%
    assert detectable_amount(Detectable(), ChangeUnit.PERCENT) == detectable_sentence(Detectable(), "%") == ""


def test_the_codes_of_scripts() -> None:
    codes = [verdict.code for verdict in Verdict]
    assert codes == ["rise", "fall", "flat", "unclear", "small_base", "small_base", "incomparable"]
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
    evidence = Evidence(0.5, 1e-9, low, high, is_too_wide=False, is_too_few=False)
    judged = judgement_of(case, evidence, "yoy", FamilyResult(is_significant, 0.001, FamilyKind.BOARD))
    assert judged.verdict is verdict and judged.detectable.size is not None
    assert ("整个 95% 区间不到值得一说的幅度 5%" in judged.sentence) == (verdict is Verdict.FLAT)
    assert (detectable_sentence(judged.detectable, ChangeUnit.PERCENT) in judged.sentence) == (
        verdict is Verdict.UNCLEAR
    )


def judged_rate(now: tuple[int, int], base: tuple[int, int], phi: float) -> tuple[Verdict, str, Detectable]:
    kpi, windows = load_catalogue().kpis["dispute_resolution_rate"], (Window(31, 61), Window(0, 30))
    figures = [ComparedFigure(w, Figure(k, n, Fraction(k, n))) for w, (k, n) in zip(windows, (now, base), strict=True)]
    size = (Fraction(*now) - Fraction(*base)) * 100
    change = Change("yoy", windows[1], figures[1].figure, size, ChangeUnit.POINTS)
    dispersion = Dispersion(np.float64(phi) * np.ones(()), np.float64(22) * np.ones(()))
    case = Case(kpi, figures[0], figures[1], change, 1.0, dispersion)
    (evidence,) = gather_evidence([case])
    family = FamilyResult(is_significant=False, needed_p=0.001, kind=FamilyKind.BOARD)
    judged = judgement_of(case, evidence, "yoy", family)
    return judged.verdict, judged.reason, smallest_detectable(case, evidence, 0.05)


def test_many_that_vary_are_not_called_few() -> None:
    """Two hundred records are no small base: it is their own history that hides ten points."""
    verdict, reason, _ = judged_rate((125, 206), (112, 197), 1.7)
    assert verdict is Verdict.TOO_WIDE and verdict.code == "small_base" and "离散系数 1.7" in reason
    verdict, reason, _ = judged_rate((12, 20), (11, 20), 1.7)
    assert verdict is Verdict.TOO_FEW and "笔数太少" in reason


def test_a_rate_near_its_end_can_only_move_one_way() -> None:
    told = judged_rate((197, 200), (198, 200), 1.0)[2]
    assert told.rise is None and told.fall is not None and told.size == told.fall


@pytest.mark.slow
@pytest.mark.parametrize(("tile", "period"), [(6, "2026-10"), (9, "2026Q3"), (11, "ytd"), (20, "2026-10")])
def test_a_change_of_that_size_is_mostly_told(tile: int, period: str) -> None:
    change, told = share_told(boards_of_24(60, 5, 0.0), tile, period)
    assert 0.01 < change < 2
    assert told >= 0.6
