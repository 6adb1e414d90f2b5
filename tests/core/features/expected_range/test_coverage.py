"""Ranges keep what they promise, in a small simulation through the model; the large one is in benchmarks."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.expected_range import simulate
from core.catalogue.load import load_catalogue
from core.features.expected_range.count_range import range_of
from core.features.expected_range.day_kinds import day_kinds
from core.features.expected_range.day_model import FEWEST_DAYS, SEASON_DAYS, fit_days

pytestmark = pytest.mark.slow

FIRST = 19723  # 2024-01-01


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_days_and_weeks_lie_in_their_ranges(rho: float) -> None:
    answers = [answer for _, answer in simulate(load_catalogue(), (95.0, 2.0, rho), runs=5, seed=14, asked_a_run=8)]
    inside = sum(answer.inside for answer in answers)
    # At 93% coverage of 80 answers fewer than 69 would come up once in 150 runs.
    assert len(answers) == 80 and inside >= 69
    assert np.mean([answer.half_width for answer in answers]) <= 0.35


def test_a_shift_of_level_is_followed_within_twelve_weeks() -> None:
    catalogue = load_catalogue()
    counts = np.where(np.arange(1000) < 880, 100.0, 150.0)
    kinds = day_kinds(catalogue.work_calendar(), catalogue.spring, FIRST, FIRST + 1000)
    model = fit_days(counts, np.ones(1000, bool), kinds)
    assert model is not None and model.mean[1000] == pytest.approx(150, rel=0.03)


@pytest.mark.parametrize(("days", "seasonal"), [(FEWEST_DAYS - 10, None), (300, False), (SEASON_DAYS, True)])
def test_a_short_history_has_no_season_and_a_shorter_one_no_range(days: int, seasonal: bool | None) -> None:
    catalogue, first = load_catalogue(), FIRST + 70  # after the spring festival
    kinds = day_kinds(catalogue.work_calendar(), catalogue.spring, first, first + days)
    counts = np.random.default_rng(1).poisson(30, days).astype(float)
    model = fit_days(counts, np.ones(days, bool), kinds)
    assert (None if model is None else model.seasonal) == seasonal


def test_a_day_without_like_days_has_no_usual_number() -> None:
    catalogue, first = load_catalogue(), 20150  # 2025-03-03: no national holiday in the history
    size = 212  # up to 2025-09-30
    kinds = day_kinds(catalogue.work_calendar(), catalogue.spring, first, first + size)
    counts = np.full(size, 40.0)
    model = fit_days(counts, np.ones(size, bool), kinds)
    assert model is not None and np.isnan(model.mean[size]) and np.isfinite(model.mean[size - 1])


def test_days_whose_records_are_not_complete_tell_nothing() -> None:
    catalogue = load_catalogue()
    kinds = day_kinds(catalogue.work_calendar(), catalogue.spring, FIRST, FIRST + 900)
    counts = np.random.default_rng(2).poisson(50, 900).astype(float)
    known = np.ones(900, bool)
    known[500:520] = False
    emptied = np.where(known, counts, 0.0)
    full, part = (fit_days(values, known, kinds) for values in (counts, emptied))
    assert full is not None and part is not None
    assert range_of(counts, known, kinds, full, 1) == range_of(emptied, known, kinds, part, 1)


def test_the_first_record_on_a_free_weekday_is_no_alarm() -> None:
    catalogue, size = load_catalogue(), 908  # 2026-06-27, a Saturday
    kinds = day_kinds(catalogue.work_calendar(), catalogue.spring, FIRST, FIRST + size)
    weekday = (np.arange(FIRST, FIRST + size + 1) + 3) % 7
    counts = np.where(weekday[:size] >= 5, 0.0, 20.0)
    model = fit_days(counts, np.ones(size, bool), kinds)
    assert model is not None and weekday[size] >= 5 and kinds.ordinary[size]
    counted = range_of(counts, np.ones(size, bool), kinds, model, 1)
    assert (counted.low, counted.high) == (0, 0) and counted.far_above > 1
