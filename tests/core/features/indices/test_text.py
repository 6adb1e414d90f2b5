"""Words of indices: the month compared with by name, and a score that rests on one KPI says on how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.indices.text import basis_text, trend_text, trend_title
from core.store.open import open_store
from core.time.days import month_text


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
