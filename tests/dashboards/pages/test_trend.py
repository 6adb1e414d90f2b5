"""The chief's trend: its title tells of the lines that are drawn, and of no others."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from core.board.change_text import headline
from core.engine import Engine
from core.store.open import open_store
from dashboards.components.freshness import freshness_data
from dashboards.pages.chief.trend import drawn_text, figure_line, years

KPI = "alerts_valid"


@pytest.mark.parametrize(("period", "year"), [("ytd", 2026), ("2026-06", 2026), ("2025", 2025), ("2025-10", 2025)])
def test_the_lines_are_of_the_year_of_the_change_in_the_title(demo_db: Path, period: str, year: int) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        board, kpi = engine.board(None, period, kpis=[KPI], units=[]), engine.catalogue.kpis[KPI]
        told = headline(board, KPI, kpi, board.units[0].id)
        drawn, data_until = drawn_text(board, kpi), freshness_data(board, KPI)["text"]
    assert data_until == ("截至 10-31" if year == 2026 else "截至 2026-10-31")
    assert drawn == ("按月，今年与去年" if year == 2026 else "按月，2025 年与上一年")
    lines = years(board, KPI, board.units[0].id)
    assert [line["name"] for line in lines] == [str(year), str(year - 1)] and lines[0]["now"]
    assert told.startswith(kpi.label) and "去年同期" in told
    shown = [value for value in lines[0]["values"] if value is not None]
    assert len(shown) == (12 if period == "2025" else board.period.end.month)


def test_a_stock_is_told_as_of_a_moment_and_no_years_sum(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        stock = next(name for name, kpi in engine.catalogue.kpis.items() if kpi.basis == "stock")
        board = engine.board(None, "ytd", kpis=[stock, KPI], units=[])
        lines = [figure_line(board, name, engine.catalogue.kpis[name], board.units[0].id) for name in (stock, KPI)]
    assert lines[0].startswith("时点数 ") and "今年以来" not in lines[0] and "未满期" not in lines[0]
    assert lines[1].startswith("今年以来 ") and "未满期" in lines[1]
