"""Words of indices: the month compared with by name, and a score that rests on one KPI says on how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.indices.text import basis_text, distance_text, trend_text, trend_title, weight_percent
from core.features.indices.types import Code, CodeState
from core.store.open import open_store
from core.time.days import month_text
from tests.support.worlds import CATALOGUE


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def test_a_trend_names_the_month_that_it_is_compared_with(engine: Engine) -> None:
    month = engine.last_month()
    base = month_text(month - 12)
    for trend in engine.index_trends(month, 2):
        if trend.scores[-1].value is not None:
            assert base in trend_text(trend) and base in trend_title(trend)


def test_a_score_of_one_kpi_says_on_how_many_records_it_rests(engine: Engine) -> None:
    scores = [trend.scores[-1] for trend in engine.index_trends(engine.last_month(), 2)]
    several = next(score for score in scores if sum(part.share is not None for part in score.parts) > 1)
    assert basis_text(several) == ""
    part = next(part for part in several.parts if part.share is not None and part.figure.denominator)
    for low, high, is_wide in ((40.0, 70.0, True), (60.0, 70.0, False)):
        text = basis_text(replace(several, parts=(part,), value=65.0, low=low, high=high))
        assert part.zh in text and str(part.figure.denominator) in text.replace(",", "")
        assert ("数太少" in text) == is_wide


@pytest.mark.parametrize(("share", "text"), [(0.6, "60"), (31 / 52, "59.6"), (1.0, "100"), (199 / 200, "99.5")])
def test_weights_that_are_not_enough_do_not_seem_to_be(share: float, text: str) -> None:
    assert weight_percent(share) == text


@pytest.mark.parametrize(
    ("distance", "text"), [(1.3, "距绿码 1.3 分"), (0.05, "距绿码 0.1 分"), (0.03, "距绿码不到 0.1 分")]
)
def test_a_distance_is_never_said_to_be_none(distance: float, text: str) -> None:
    red, green = CATALOGUE.bands["three_colours"].steps[0], CATALOGUE.bands["three_colours"].steps[-1]
    assert distance_text(Code(CodeState.GRADED, red, (red,), 0.99, "", green, distance)) == text
