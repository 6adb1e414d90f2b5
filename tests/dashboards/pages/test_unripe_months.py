"""A month that is not over is marked wherever months stand in a row: 未到期 where it is of a cohort."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from core.engine import Engine
from core.store.open import open_store
from dashboards.components.change_text import unripe_note
from dashboards.i18n.words import month_chart as words
from dashboards.pages.chief.tiles import tile
from dashboards.pages.comparison.change_cards import history_rows

pytestmark = pytest.mark.slow
COHORT, FLOW, STOCK = "dispute_resolution_rate", "alerts_valid", "police_total"
MID_MONTH, MONTH_END = date(2026, 10, 12), date(2026, 9, 30)


@pytest.mark.parametrize(
    ("kpi", "mark", "is_noted"), [(COHORT, words.UNRIPE_MARK, True), (FLOW, words.CUT_MARK, False), (STOCK, "", False)]
)
def test_the_month_that_is_not_over_is_marked(demo_db: Path, kpi: str, mark: str, is_noted: bool) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        declared = engine.catalogue.kpis[kpi]
        for day, expected in ((MID_MONTH, mark), (MONTH_END, "")):
            board = engine.board(None, "ytd", day, [kpi])
            unit = board.units[0]
            marks = [row["mark"] for row in history_rows(board, kpi, declared, unit, "a")]
            assert marks[-1] == expected and not any(marks[:-1])
            assert bool(unripe_note(board, declared)) == (is_noted and day == MID_MONTH)
            remark = tile(board, engine.catalogue, kpi, unit)["seriesRemark"]
            assert (words.UNRIPE in remark) == (is_noted and day == MID_MONTH)
