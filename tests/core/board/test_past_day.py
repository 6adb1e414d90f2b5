"""A day that lies behind is looked at with the data of today, and the explanation says so."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from core.board.change_text import label_of
from core.engine import Engine
from core.metrics.display import cut_month_note
from core.metrics.types import ChangeKind
from core.store.open import open_store
from core.time.days import month_text


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


@pytest.mark.parametrize(
    ("period", "last"), [("2025", "2025-12"), ("2025-03-01..2025-05-09", "2025-05"), ("ytd", None)]
)
def test_the_months_beside_a_figure_end_with_its_period(demo_db: Path, period: str, last: str | None) -> None:
    """The line under the figure of a year that is over is not of the months since."""
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        day = date(2026, 10, 12)
        board = engine.board(None, period, day, ["alerts_valid"], months=3, units=[])
        end = date(2025, 12, 31) if last == "2025-12" else day
        *_, whole = engine.board(None, last or "2026-10", end, ["alerts_valid"], months=0, units=[]).figures.values()
    assert [month_text(month) for month in board.months][-1] == (last or "2026-10")
    assert board.series["alerts_valid", 1][-1] == whole.value
    assert cut_month_note(board) == ("" if last else "10月未满，至 12日")


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
