"""A figure that only the bureau reports is none of a station's, in whatever months; it is not said to be held back."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from core.engine import Engine
from core.store.open import open_store
from tests.support.demo import DEMO_AS_OF

KPI = "fugitives_caught"


@pytest.mark.parametrize("period", ["mtd", "ytd", "2026-10"])
def test_a_station_is_told_why_it_never_has_the_figure(demo_db: Path, period: str) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        board = Engine(store).board(None, period, date.fromisoformat(DEMO_AS_OF), [KPI], months=0)
    station = board.units[1]
    figure = board.figures[KPI, station.id]
    assert station.kind == "station" and figure.value is None
    assert figure.reason is not None and f"由本局报送：{station.name}本级没有报表" in figure.reason


def test_what_a_station_does_report_waits_for_its_months(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        kpi = next(
            name
            for name, declared in engine.catalogue.kpis.items()
            if declared.kind == "count"
            and engine.catalogue.measures[declared.numerator].fact
            and engine.catalogue.sensitive_from(declared.numerator) == "station"
        )
        board = engine.board(None, "2026-10", date.fromisoformat(DEMO_AS_OF), [kpi], months=0)
    reason = board.figures[kpi, board.units[1].id].reason
    assert reason is not None and "个整月（自 1 月起）显示" in reason
