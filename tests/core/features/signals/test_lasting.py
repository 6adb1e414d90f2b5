"""Rises that last: the CUSUM beside a plain reading, the baseline that does not see the rise, and what is said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from core.engine import Engine
from core.features.signals.cusum import END, LIMITS, RHOS, YEARLY_RATES, follow_cusum, limits_of
from core.features.signals.lasting_scores import GAP, WeeklyCounts, WeeklyScores, first_week_needed, score_weeks
from core.features.signals.seasonal_baseline import (
    WHOLE_BUREAU,
    BaselineFit,
    anscombe,
    design_of,
    expected_counts,
    fit_baselines,
)
from core.metrics.arrays import Floats
from core.store.open import open_store
from dashboards.cli.command import cli
from tests.support.signal_world import AS_OF

LAST = 13 * 228 + 10  # a week, not the first of its quarter
FIRST = first_week_needed(LAST)
WEEKS = range(FIRST, LAST + 1)


def plain_cusum(scores: list[float], reference: float, limit: float) -> list[tuple[bool, int, bool]]:
    """Active, since and started after each week, step by step."""
    total, active, since, zero, answers = 0.0, False, 0, -1, []
    for week, score in enumerate(scores):
        total = min(max(total + score - reference, 0.0), limit)
        started = total >= limit and not active
        if started:
            since = zero + 1
        goes_on = total >= limit or (active and total > END * limit)
        if total == 0 or (active and not goes_on):
            zero = week
        active = goes_on
        answers.append((active, since, started))
    return answers


@given(
    st.lists(st.floats(-4, 4), min_size=1, max_size=40),
    st.floats(0.3, 1.5),
    st.floats(1, 6),
)
def test_a_cusum_is_what_a_plain_reading_says(scores: list[float], reference: float, limit: float) -> None:
    column = np.array(scores)[:, None]
    path = follow_cusum(column, np.full(column.shape, reference), np.full(column.shape, limit))
    read = list(zip(path.active[:, 0], path.since[:, 0], path.started[:, 0], strict=True))
    assert read == plain_cusum(scores, reference, limit)


def test_a_rise_begins_after_the_last_zero_and_ends_some_weeks_after_it_is_over() -> None:
    scores = np.array([0.0] * 5 + [2.0] * 8 + [0.0] * 10)[:, None]
    path = follow_cusum(scores, np.full(scores.shape, 0.5), np.full(scores.shape, 5.0))
    weeks = np.flatnonzero(path.active[:, 0])
    assert weeks[0] == 8 and path.since[weeks, 0].tolist() == [5] * len(weeks)
    assert weeks[-1] == 16, "five less half a point a week is half of it after five weeks"
    assert path.started.sum() == 1


def test_missing_weeks_leave_the_sum_and_untested_series_have_none() -> None:
    scores = np.array([[3.0], [np.nan], [3.0], [3.0]])
    reference, limit = np.full((4, 1), 0.5), np.full((4, 1), 4.0)
    assert follow_cusum(scores, reference, limit).active[:, 0].tolist() == [False, False, True, True]
    limit[2] = np.nan
    assert follow_cusum(scores, reference, limit).active[:, 0].tolist() == [False] * 4


def test_the_limit_rises_with_autocorrelation_and_rarity() -> None:
    table = np.array(LIMITS)
    assert table.shape == (len(RHOS), len(YEARLY_RATES)) and (np.diff(table, axis=1) > 0).all()
    for column, rate in enumerate(YEARLY_RATES):
        assert limits_of(np.array(RHOS), np.full(len(RHOS), rate)) == pytest.approx(np.maximum(table[:, column], 1.0))
    rare = limits_of(np.array([0.25, 0.25]), np.array([0.003, 0.0003]))
    assert table[2, -1] < rare[0] < table[3, -1] and rare[1] > rare[0] + 1, "beyond the table it goes on rising"


def counts_of(mean: Floats, seed: int, stations: int = 4) -> WeeklyCounts:
    """One KPI of a bureau of equal stations, by weeks."""
    drawn = np.random.default_rng(seed).poisson(mean, (1, stations, len(WEEKS)))
    counts = np.concatenate([drawn.sum(axis=1, keepdims=True), drawn], axis=1)
    return WeeklyCounts(FIRST, counts, np.ones(counts.shape, bool))


def compute(quarter: tuple[int, bool], rows: Floats, fit: Callable[[Floats], Floats]) -> Floats:
    """Remember nothing."""
    return fit(rows)


def scored(weekly: WeeklyCounts) -> WeeklyScores:
    return score_weeks(weekly, 2, 0.3, compute)


def test_a_baseline_finds_level_season_and_festival_again() -> None:
    design = design_of(range(2700, 2856), 2778)
    truth = np.array([3.5, 0.1, 0.15, -0.1, 0.0, 0.05, 0.05, -0.3, 0.1])
    counts = np.random.default_rng(3).poisson(np.exp(design @ truth), (60, 156))
    none, every = np.zeros(counts.shape), np.ones(counts.shape, bool)
    fit = fit_baselines(counts, none, every, design, WHOLE_BUREAU)
    assert np.abs(fit.coefficients.mean(0) - truth)[:6].max() < 0.03
    assert fit.phi.mean() == pytest.approx(1, abs=0.1) and abs(fit.rho.mean()) < 0.05
    mean, unsure = expected_counts(fit, np.zeros(60), design, none, WHOLE_BUREAU)
    gaps = (mean - np.exp(design @ truth)) / np.sqrt(mean)
    assert gaps.std() < np.sqrt((unsure**2).mean()) * 1.15, "it knows how unsure it is"
    spoilt = counts.copy()
    spoilt[:, 60:63] *= 4
    again = fit_baselines(spoilt, none, every, design, WHOLE_BUREAU)
    assert np.abs(again.coefficients[:, 0] - fit.coefficients[:, 0]).mean() < 0.02, "three wild weeks hardly count"
    assert BaselineFit.unpacked(fit.packed()).information == pytest.approx(fit.information)


@pytest.mark.parametrize("mean", [2.0, 8.0, 60.0])
def test_scores_of_small_counts_are_nearly_normal(mean: float) -> None:
    drawn = np.random.default_rng(5).negative_binomial(mean / 0.5, 1 / 1.5, 100_000).astype(float)
    scores = anscombe(drawn, np.full(drawn.shape, mean), np.full(drawn.shape, 1.5))
    assert abs(scores.mean()) < 0.06 and scores.std() == pytest.approx(1, abs=0.12)


def test_a_rise_is_not_its_own_expectation() -> None:
    calm = counts_of(np.full(len(WEEKS), 12.0), 8)
    raised = WeeklyCounts(FIRST, calm.counts.copy(), calm.complete)
    raised.counts[..., -GAP:] *= 2
    quarter = slice(-(LAST % 13 + 1), None)
    before, after = scored(calm), scored(raised)
    assert after.means[:, 0, quarter] == pytest.approx(before.means[:, 0, quarter])
    assert after.follow().active[0, 0, -1] and not before.follow().active[0, 0, -1]
    since = int(after.follow().since[0, 0, -1])
    assert abs(since + GAP - after.counts.shape[-1]) <= 2, "it began where it began"


def test_a_bureaus_rise_is_no_rise_of_each_station_and_one_stations_is() -> None:
    mean = np.full((20, len(WEEKS)), 12.0)
    mean[:, -20:] *= 1.5
    everywhere = scored(counts_of(mean, 9, 20)).follow().active[0, :, -1]
    assert everywhere[0] and everywhere[1:].sum() <= 1
    mean[:2, -20:] *= 1.5
    mean[2:, -20:] /= 1.5
    local = scored(counts_of(mean, 9, 20)).follow().active[0, :, -1]
    assert local[1:3].all() and local[3:].sum() <= 1


def test_weeks_that_are_over_are_judged_as_they_were_judged_then() -> None:
    weekly = counts_of(np.full(len(WEEKS), 12.0), 10)
    then = scored(WeeklyCounts(FIRST, weekly.counts[..., :-3], weekly.complete[..., :-3]))
    now = scored(weekly)
    for early, late in ((then.scores, now.scores), (then.limits, now.limits), (then.references, now.references)):
        assert early == pytest.approx(late[..., :-3])
    assert (then.follow().active == now.follow().active[..., :-3]).all()


def test_only_fits_whose_weeks_changed_are_made_anew() -> None:
    weekly = counts_of(np.full(len(WEEKS), 12.0), 11)
    kept: dict[tuple[int, bool], tuple[bytes, Floats]] = {}
    made: list[tuple[int, bool]] = []

    def remember(quarter: tuple[int, bool], rows: Floats, fit: Callable[[Floats], Floats]) -> Floats:
        if quarter not in kept or kept[quarter][0] != rows.tobytes():
            made.append(quarter)
            kept[quarter] = rows.tobytes(), fit(rows)
        return kept[quarter][1]

    first = score_weeks(weekly, 2, 0.3, remember)
    everything = len(made)
    weekly.counts[..., -1] += 3
    again = score_weeks(weekly, 2, 0.3, remember)
    assert everything == 12 and len(made) == everything, "new records of this week touch no baseline"
    assert (again.scores[..., :-1] == first.scores[..., :-1]).all() and (
        again.scores[..., -1] != first.scores[..., -1]
    ).any()


def test_short_histories_and_small_counts_are_not_tested() -> None:
    weekly = counts_of(np.full(len(WEEKS), 1.0), 12)
    assert np.isnan(scored(weekly).limits[0, 1:]).all() and not np.isnan(scored(weekly).limits[0, 0]).any()
    weekly.complete[..., : -GAP - 40] = False
    assert np.isnan(scored(weekly).limits).all() and not scored(weekly).follow().active.any()


@pytest.mark.slow
def test_the_engine_tells_it_with_its_beginning_and_what_chance_makes(eventful_db: Path) -> None:
    with closing(open_store(eventful_db, read_only=True)) as store:
        engine = Engine(store)
        rule = engine.catalogue.signals["lasting"]
        signals = engine.signals(AS_OF)
        lasting = [signal for signal in signals.active if signal.kind == "lasting"]
        assert lasting and signals.thresholds["lasting"].false_alarms_a_month == rule.part
        for signal in lasting:
            assert signal.family == "lasting" and signal.chance_a_month == rule.part
            assert (
                "疑似持续上升，请核实" in signal.why
                and "即使一切如常，此类预警全局大约每 3 个月误报一次。" in signal.why
            )
            assert signal.since == signal.window.start and signal.since.weekday() == 0
            assert AS_OF - timedelta(days=50) < signal.since <= AS_OF - timedelta(days=6)
            assert signal.window.end == date(2026, 10, 25), "the last week that is over"
            (count,) = re.findall(r"周）\D+ ([\d,]+) 起", signal.why)
            assert signal.kpi is not None
            window = f"{signal.window.start}..{signal.window.end}"
            board = engine.board(signal.unit.id, window, AS_OF, [signal.kpi], 0)
            assert board.figures[signal.kpi, signal.unit.id].value == int(count.replace(",", ""))
        families = {signal.rule: signal.family for signal in signals.active}
        assert {"rise": "burst", "cluster": "burst", "fault": "data", "repeat": "list"}.items() <= families.items()
        assert all(signal.chance_a_month == 0 for signal in signals.active if signal.family in ("list", "late"))
    result = CliRunner().invoke(
        cli, ["signals", "--db", str(eventful_db), "--as-of", str(AS_OF), "--format", "json"], catch_exceptions=False
    )
    documents = json.loads(result.output)
    assert [document["key"] for document in documents] == [signal.key for signal in signals.active]
    for document, signal in zip(documents, signals.active, strict=True):
        told = document["family"], document["since"], document["chance_a_month"]
        assert told == (signal.family, str(signal.since), signal.chance_a_month)


@pytest.mark.slow
def test_no_signal_tells_the_odds_of_one_comparison(eventful_db: Path) -> None:
    with closing(open_store(eventful_db, read_only=True)) as store:
        signals = Engine(store).signals(AS_OF)
    assert len(signals.active) > 5
    for signal in signals.active:
        assert "机会" not in signal.why and "1/" not in signal.why
        assert ("即使一切如常" in signal.why) == (signal.chance_a_month > 0)
