"""The chief's trend: its title tells of the lines that are drawn, and of no others."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from core.engine import Engine
from core.store.open import open_store
from dashboards.pages.chief.trend import title, years

KPI = "alerts_valid"


@pytest.mark.parametrize(("period", "is_told"), [("ytd", True), ("2026-06", True), ("2025", False), ("2025-10", False)])
def test_the_change_of_an_earlier_year_is_no_title_of_the_lines_of_this_one(
    demo_db: Path, period: str, is_told: bool
) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        board, kpi = engine.board(None, period, kpis=[KPI], units=[]), engine.catalogue.kpis[KPI]
        told = title(board, KPI, kpi, board.units[0].id)
    assert [line["name"] for line in years(board, KPI, board.units[0].id)] == ["2026", "2025"]
    assert told.startswith(kpi.label) and ("去年同期" in told) is is_told
