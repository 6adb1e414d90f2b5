"""Pooled instructions: gaps by hand, no claim where the worst are picked without effect, and a true effect is seen."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import nct

from benchmarks.instructions import PICKS, Setting, shares
from core.engine import Engine
from core.features.follow_up.pooled import text
from core.features.follow_up.pooled.answers import ACROSS_NONE, NOT_WORTH, PLACEBO_FAILS, TOO_FEW, judge_effect
from core.features.follow_up.pooled.effect import PooledEffect, SentInstruction, pooled_effect, sample_of
from core.features.follow_up.pooled.event_weeks import EVENT_WEEKS, event_sums, event_weeks
from core.features.follow_up.pooled.types import EffectVerdict, PooledKind
from core.features.follow_up.pooled.weekly_panel import EFFECT_WEEKS, WeeklyPanel, is_clean, is_treated, window_gaps
from core.judgement.verdict_text import NOT_EVEN_TENFOLD
from core.metrics.arrays import Floats
from core.store.open import open_store
from core.time.days import day_number, first_second

pytestmark = pytest.mark.slow

COUNTS = PooledKind.COUNTS
UNITS, WEEKS = 8, 130


def panel(counts: Floats, sent: list[tuple[int, int]], denominators: Floats | None = None) -> WeeklyPanel:
    flags = np.zeros(counts.shape, bool)
    for unit, week in sent:
        flags[unit, week] = True
    known, groups = np.ones(counts.shape, bool), np.zeros(len(counts), np.int64)
    return WeeklyPanel(counts, denominators, known, flags, groups)


def level_counts() -> Floats:
    return np.full((UNITS, WEEKS), 10.0)


# --- by hand --------------------------------------------------------------------------------------------------
def test_a_unit_is_under_an_instruction_for_twelve_weeks_after_the_week_of_sending() -> None:
    treated = is_treated(panel(level_counts(), [(0, 20)]))
    assert np.flatnonzero(treated[0]).tolist() == list(range(21, 21 + EFFECT_WEEKS)) and not treated[1:].any()
    clean = is_clean(panel(level_counts(), [(0, 20)]), EFFECT_WEEKS)
    assert np.flatnonzero(~clean[0]).tolist() == list(range(20, 21 + EFFECT_WEEKS))


def test_a_gap_is_the_change_against_last_year_less_that_of_those_without_an_instruction() -> None:
    counts = level_counts()
    counts[:, 110:] *= 1.5  # all alike
    counts[0, 111:123] *= 0.5  # and half of it at one station after week 110
    counts[1, 111:123] *= 9  # a station under an instruction is no control
    gaps = window_gaps(panel(counts, [(0, 110), (1, 110)]), 1, 12)
    # 12 weeks of 7.5 against two earlier years of 120 each; six controls went from 720 to 1080.
    own = math.log((90 + 0.5) / (240 + 0.5) * 2)
    assert gaps.size[0, 110] == pytest.approx(own - math.log((1080 + 0.5) / (720 + 0.5)))
    chance = 1 / (np.mean(counts[0]) * 12)
    assert gaps.variance[0, 110] == pytest.approx(chance * 1.5 + 1 / 1080.5 + 1 / 1440.5)
    assert np.isnan(gaps.size[0, 40]) and np.isnan(gaps.size[0, WEEKS - 5])  # no earlier year, or not over yet


def test_a_gap_of_rates_is_a_difference() -> None:
    trials, hits = np.full((UNITS, WEEKS), 10.0), np.full((UNITS, WEEKS), 6.0)
    hits[0, 111:123] = 9.0
    gaps = window_gaps(panel(hits, [], trials), 1, 12)
    assert gaps.size[0, 110] == pytest.approx((108 + 1) / (120 + 2) - (72 + 0.5) / (120 + 1))
    assert gaps.size[1, 110] == pytest.approx((72 + 1) / 122 - 72.5 / 121 - (6 * 72 + 108) / 840 + 0.6)


def test_weeks_around_the_sending_are_observed_over_expected() -> None:
    counts = level_counts()
    sent = [(unit, 110) for unit in range(5)]
    for unit, week in sent:
        counts[unit, week + 1 : week + 13] = 5.0
    given = panel(counts, sent)
    orders = [SentInstruction(unit, week, 5, 2) for unit, week in sent]
    weeks = event_weeks([event_sums(given, orders)], is_rate=False)
    assert [week.week for week in weeks] == EVENT_WEEKS.tolist()
    sizes = {week.week: week.size for week in weeks}
    assert all(sizes[week] == pytest.approx(0, abs=1e-9) for week in range(-8, 1))
    assert all(sizes[week] == pytest.approx(math.log(25.5 / 50.5)) for week in range(1, 13))
    assert all(week.low <= week.size <= week.high for week in weeks)


def test_too_few_are_not_pooled() -> None:
    given = panel(level_counts(), [(0, 110)])
    assert pooled_effect(sample_of(given, [SentInstruction(0, 110, 5, 2)])) is None
    assert judge_effect(None, None, 0.05, COUNTS) == (EffectVerdict.TOO_FEW, TOO_FEW)


def effect(size: float, error: float) -> PooledEffect:
    return PooledEffect(100, 18, size, error, 17.0, 0.4, 0.1, 0.0)


def test_the_verdicts() -> None:
    none = effect(0.0, 0.03)
    assert judge_effect(effect(-0.2, 0.03), none, 0.05, COUNTS)[0] is EffectVerdict.FELL
    assert judge_effect(effect(0.2, 0.03), None, 0.05, COUNTS)[0] is EffectVerdict.ROSE
    assert judge_effect(effect(0.01, 0.01), none, 0.05, COUNTS)[0] is EffectVerdict.FLAT
    assert judge_effect(effect(-0.2, 0.2), none, 0.05, COUNTS) == (EffectVerdict.UNCLEAR, ACROSS_NONE)
    assert judge_effect(effect(0.03, 0.01), none, 0.05, COUNTS) == (EffectVerdict.UNCLEAR, NOT_WORTH)
    fails = judge_effect(effect(-0.2, 0.03), effect(-0.1, 0.03), 0.05, COUNTS)
    assert fails == (EffectVerdict.UNCLEAR, PLACEBO_FAILS)


def test_where_the_data_are_too_few_nothing_is_said_of_usual_variation() -> None:
    """An interval that hides a doubling says nothing: neither that it moved nor that it did not, and is not shown."""
    wide = effect(-0.2, 0.5)
    verdict, reason = judge_effect(wide, None, 0.05, COUNTS)
    assert verdict is EffectVerdict.TOO_FEW and "平常波动" not in reason
    assert text.effect_text(wide, COUNTS) == "" and text.effect_text(effect(9.0, 6.0), COUNTS) == ""
    assert judge_effect(effect(-0.02, 0.2), None, 0.01, PooledKind.RATES)[0] is EffectVerdict.TOO_FEW
    assert text.detectable_text(effect(0.0, 2.0), COUNTS) == NOT_EVEN_TENFOLD


def test_the_words() -> None:
    assert text.effect_text(effect(math.log(0.8), 0.05), PooledKind.COUNTS) == "−20.0%（−28.0% 至 −11.1%）"
    assert text.effect_text(effect(0.031, 0.01), PooledKind.RATES) == "+3.1 个百分点（+1.0 至 +5.2 个百分点）"
    told = effect(0, 0.05).min_detectable()
    assert nct.sf(effect(0, 0.05).half_width() / 0.05, 17, told / 0.05) == pytest.approx(0.8, abs=0.005)
    assert text.detectable_text(effect(0, 0.05), PooledKind.COUNTS) == "−14%/+17%"
    assert text.fallback_text(effect(0, 0.05), PooledKind.COUNTS) == "派发所据时段 +49%，不办也会回到 +11%"


# --- by simulation --------------------------------------------------------------------------------------------
def test_the_worst_are_picked_and_nothing_is_claimed() -> None:
    for pick in PICKS[:2]:
        got = shares(Setting(pick, 0.5, 150, 1.0), 12)
        assert got.pooled > 0.8 and got.fell + got.rose <= 1 / 12


def test_a_true_fall_by_a_fifth_is_found() -> None:
    got = shares(Setting(PICKS[0], 0.3, 600, 0.8), 6)
    assert got.fell >= 0.5 and got.rose == 0 and math.exp(got.size) == pytest.approx(0.82, abs=0.06)


# --- a bureau -------------------------------------------------------------------------------------------------
def test_a_demo_of_few_stations_says_that_it_cannot_be_pooled(demo_db: Path) -> None:
    store = open_store(demo_db, read_only=True)
    engine = Engine(store)
    now = first_second(day_number(engine.as_of(["dispute_alerts"])) + 1)
    answers = engine.pooled_follow_up(now).answers
    assert answers and answers[0].kpi == ""
    assert answers[0].instructions == sum(answer.instructions for answer in answers[1:])
    for answer in answers:
        assert (answer.effect is None) == (answer.reason == TOO_FEW) and answer.zh in text.answer_text(answer)
        assert answer.verdict.label in text.cells(answer)
    store.close()
