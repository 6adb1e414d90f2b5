"""A day that lies behind is looked at with the data of today, and the explanation says so."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from core.board.change_text import label_of
from core.engine import Engine
from core.metrics.types import ChangeKind
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


def test_the_month_on_a_board_of_a_year_that_is_over_is_one_of_that_year(demo_db: Path) -> None:
    """It is named without its year: 10月环比 on a board of 2025 is no October of 2026."""
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        over, running = (engine.board(None, period, kpis=["alerts_valid"], units=[]) for period in ("2025", "2026"))
        december = engine.board(None, "2025-12", kpis=["alerts_valid"], units=[])
    key: tuple[str, int, ChangeKind] = ("alerts_valid", 1, "month")
    assert over.changes[key].change == december.changes["alerts_valid", 1, "mom"].change
    assert label_of(over.changes[key]) == "12月环比"
    assert over.changes[key].base.start == date(2025, 11, 1)
    assert running.changes[key].base.start.year == running.as_of.year
