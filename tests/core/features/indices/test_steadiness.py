"""Scores that do not overstate: changes are shrunk, wide scores get no headline, codes do not go by a hair."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.board.unit_periods import OTHER_AREA
from core.catalogue.index_model import Index
from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.features.indices.calculator import code_index
from core.features.indices.codes import STAY, code_of
from core.features.indices.score_distribution import (
    Contribution,
    ScoreDistribution,
    contribution_density,
    sum_distribution,
)
from core.features.indices.shrinkage import LEAST_SPREAD, prior_variance, shrink
from core.features.indices.text import distance_text, has_headline, headline_text
from core.features.indices.types import Code, CodeState, Score
from core.metrics.types import UnitRef, Verdict
from core.store.open import open_store
from core.store.unit_events import UnitEvent
from core.store.units import UnitTree

BANDS = load_catalogue().bands["three_colours"]
UNIT = UnitRef(1, "1", "一所", "station", None, None)


def score(value: float, low: float | None = None, high: float | None = None) -> Score:
    return Score("t", UNIT, value, low, high, 1.0, (), None)


def distribution(value: float, width: float) -> ScoreDistribution:
    low = value - width / 2
    density = contribution_density(lambda s: np.clip((s - low) / width, 0, 1), np.array([1.0]))
    return sum_distribution([Contribution.by_unit(density)], np.array([0.0]))


def code(value: float, width: float, previous: Code | None = None) -> Code:
    return code_of(score(value), distribution(value, width), 0, BANDS, 1, previous)


# --- shrinking ------------------------------------------------------------------------------------------------
def test_shrinking_by_hand() -> None:
    assert prior_variance([4.0, -4.0, 2.0, -2.0], [1.0] * 4) == pytest.approx(9.0)
    assert prior_variance([1.0, -1.0], [4.0, 4.0]) == prior_variance([], []) == LEAST_SPREAD**2
    shown = shrink(8.0, 3.0, 9.0, 0.95)
    assert shown.change == pytest.approx(6.0)
    assert shown.high - shown.change == pytest.approx(1.959964 * math.sqrt(0.75 * 3), rel=1e-6)


@given(st.floats(-50, 50), st.floats(0, 100), st.floats(1, 100))
def test_a_change_is_never_made_larger_nor_turned(change: float, variance: float, prior: float) -> None:
    shown = shrink(change, variance, prior, 0.95)
    assert abs(shown.change) <= abs(change) and shown.change * change >= 0
    assert shown.low <= shown.change <= shown.high


def test_the_largest_change_is_right_on_average_once_it_is_shrunk() -> None:
    rng = np.random.default_rng(5)
    raw, shown = [], []
    for _ in range(400):
        true = rng.normal(0, 2, 12)
        changes = true + rng.normal(0, 3, 12)
        top = int(np.argmax(changes))
        prior = prior_variance(changes, np.full(12, 9.0))
        raw.append(changes[top] - true[top])
        shown.append(shrink(float(changes[top]), 9.0, prior, 0.95).change - true[top])
    assert np.mean(raw) > 3 and abs(np.mean(shown)) < 0.7


def test_the_variance_of_a_score_is_that_of_its_law() -> None:
    assert distribution(50, 12).variances()[0] == pytest.approx(144 / 12, rel=0.02)


@pytest.mark.slow
def test_a_month_has_the_same_change_and_interval_wherever_it_is_asked_for(demo_db: Path) -> None:
    """The line of a command (one month), that of a page (twelve), and the score taken apart say one thing."""
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        month = engine.last_month()
        of_page = {trend.index_id: trend for trend in engine.index_trends(month, 12)}
        assert any(trend.change.change for trend in of_page.values())
        for months in (1, 3):
            for trend in engine.index_trends(month, months):
                assert trend.change == of_page[trend.index_id].change
                assert trend.scores[-1] == of_page[trend.index_id].scores[-1]
        for name, trend in of_page.items():
            (score,) = engine.index_table(name, month, "bureau").scores.values()
            assert (score.low, score.high) == pytest.approx((trend.scores[-1].low, trend.scores[-1].high))
        kind = code_index(engine.catalogue, "station")
        table = engine.index_table(kind, month, "station")
        unit = next(unit for unit in table.units if table.scores[unit.id].value is not None)
        own = next(trend for trend in engine.index_trends(month, 2, unit.id) if trend.index_id == kind)
        alone, together = own.scores[-1], table.scores[unit.id]
        assert (alone.low, alone.high) == pytest.approx((together.low, together.high))


def test_a_score_of_another_area_is_no_change(demo_db: Path) -> None:
    told = [UnitEvent(20_000, "2024-10-04 邻所并入", is_break=True)]
    with (
        closing(open_store(demo_db, read_only=True)) as store,
        patch.object(UnitTree, "area_changes", return_value=told),
    ):
        engine = Engine(store)
        changes = [trend.change for trend in engine.index_trends(engine.last_month(), 1)]
    assert {change.verdict for change in changes} == {Verdict.NOT_COMPARABLE}
    assert {(change.change, change.raw) for change in changes} == {(None, None)}
    assert {change.reason for change in changes} == {f"2024-10-04 邻所并入，{OTHER_AREA}"}


# --- headlines ------------------------------------------------------------------------------------------------
def test_a_wide_score_gets_no_headline() -> None:
    assert has_headline(score(80, 70, 90)) and headline_text(score(80, 70, 90)) == "80.0"
    wide = score(80, 69.9, 90)
    assert not has_headline(wide) and "80.0" not in headline_text(wide) and "69.9–90.0" in headline_text(wide)


# --- codes ----------------------------------------------------------------------------------------------------
def test_a_code_stays_while_its_error_is_within_four_times_that_of_entering() -> None:
    sure = code(75, 20)
    assert sure.state is CodeState.GRADED and sure.band is not None and sure.band.code == "yellow"
    close = code(85, 11.2)  # 5% and a bit of it lie above 90
    assert close.state is CodeState.UNDECIDED and close.confidence is not None
    assert 1 - STAY * (1 - BANDS.sure) <= close.confidence < BANDS.sure
    assert code(85, 11.2, sure).band == sure.band
    assert code(85, 11.2, close).state is CodeState.UNDECIDED  # what did not stand does not stay
    assert code(85, 11.2, code(30, 10)).state is CodeState.UNDECIDED  # nor does another band
    assert code(88, 20, sure).state is CodeState.UNDECIDED  # 40% of it lie above: too much to stay


def test_the_distance_to_the_next_band() -> None:
    assert distance_text(code(88.7, 1)) == "距绿码 1.3 分"
    assert distance_text(code(61, 1)) == "距红码 1.0 分"
    assert distance_text(code(58.5, 1)) == "距黄码 1.5 分" and distance_text(code(95, 1)) == "距黄码 5.0 分"
    assert distance_text(None) == ""


def test_the_index_model_still_reads_an_old_publication() -> None:
    part = {"satisfaction_rate": {"weight": 1, "floor": 0.1, "target": 0.9}}
    assert Index.model_validate({"zh": "试", "en": "t", "remark": "测试口径", "units": ["station"], "parts": part})
