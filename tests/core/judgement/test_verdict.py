"""Verdicts by hand: firm by the family, by the change's own interval and by its size; otherwise flat, wide or open."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.judgement.case import Case, ComparedFigure, Evidence
from core.judgement.dispersion import DEFAULT_DISPERSION
from core.judgement.verdict import verdict_of
from core.metrics.types import Change, ChangeUnit, Figure, Verdict, Window
from tests.support.worlds import CATALOGUE

SMALLEST = 5.0
NOW, BASE = Window(100, 199), Window(0, 99)


def case(now: int, base: int = 100, obstacle: str = "") -> Case:
    """So many alerts in a hundred days, against those of a hundred days before."""
    figures = [Figure(amount, None, Fraction(amount), None) for amount in (now, base)]
    change = Change("mom", BASE, figures[1], Fraction(now - base, base or 1) * 100, ChangeUnit.PERCENT)
    compared = [ComparedFigure(window, figure) for window, figure in zip((NOW, BASE), figures, strict=True)]
    kpi = CATALOGUE.kpis["alerts_valid"]
    return Case(kpi, compared[0], compared[1], change, SMALLEST, DEFAULT_DISPERSION, obstacle=obstacle)


def evidence(low: float, high: float, *, is_too_wide: bool = False, is_too_few: bool = False) -> Evidence:
    return Evidence(0.01, 0.001, low, high, is_too_wide, is_too_few)


@pytest.mark.parametrize(
    ("now", "interval", "is_significant", "expected"),
    [
        (105, (1.0, 9.0), True, Verdict.RISE),  # just as much as is worth saying
        (104, (1.0, 9.0), True, Verdict.UNCLEAR),
        (105, (1.0, 9.0), False, Verdict.UNCLEAR),
        (105, (0.0, 9.0), True, Verdict.UNCLEAR),  # its own interval touches no change
        (95, (-9.0, -1.0), True, Verdict.FALL),
        (95, (-9.0, 0.0), True, Verdict.UNCLEAR),
        (102, (-4.9, 4.9), False, Verdict.FLAT),
        (104, (1.0, 4.9), True, Verdict.FLAT),  # sure, and of no size
        (102, (-4.9, 5.0), False, Verdict.UNCLEAR),
        (98, (-5.0, 4.9), False, Verdict.UNCLEAR),
    ],
)
def test_a_change_is_firm_by_family_interval_and_size(
    now: int, interval: tuple[float, float], is_significant: bool, expected: Verdict
) -> None:
    assert verdict_of(case(now), evidence(*interval), is_significant) is expected


def test_what_is_hidden_by_width_says_why() -> None:
    wide = evidence(-40.0, 90.0, is_too_wide=True)
    few = evidence(-40.0, 90.0, is_too_wide=True, is_too_few=True)
    assert verdict_of(case(110), wide, is_significant=False) is Verdict.TOO_WIDE
    assert verdict_of(case(110), few, is_significant=False) is Verdict.TOO_FEW


def test_an_obstacle_comes_before_all_evidence() -> None:
    assert verdict_of(case(200, obstacle="口径变了"), evidence(50.0, 150.0), True) is Verdict.NOT_COMPARABLE


def test_a_rise_from_nothing_is_without_end() -> None:
    assert verdict_of(case(30, base=0), evidence(300.0, float("inf")), is_significant=True) is Verdict.RISE
