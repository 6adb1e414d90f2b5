"""A day that lies behind is looked at with the data of today, and the explanation says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core.engine import Engine
from core.store.open import open_store


def test_the_explanation_of_an_earlier_day_says_that_later_records_count(demo_db: Path) -> None:
    store = open_store(demo_db, read_only=True)
    engine = Engine(store)
    kpi = "dispute_resolution_rate"
    for day, is_noted in ((date(2026, 10, 31), False), (date(2026, 9, 30), True)):
        board = engine.board(None, "ytd", day, [kpi], months=0, units=[])
        labels = dict(engine.explain(kpi, 1, board).lines)
        assert ("回看" in labels) == is_noted
        assert not is_noted or "补录" in labels["回看"]
    store.close()
