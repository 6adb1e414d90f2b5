"""What nobody has reported is named at once as it is by going through all the units, which takes a province long."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.board.source import BelowFocus
from core.engine import Engine
from core.metrics.planner import Planner
from core.metrics.types import Figure
from core.store.open import open_store
from tests.support.oracle import Record
from tests.support.province_world import COUNTIES, PROVINCE, province_store
from tests.support.worlds import CATALOGUE, FIRST, LAST

ROOT = 1
DAYS = (  # before all records, across their first day, among them
    f"{FIRST.year - 1}-03",
    f"{FIRST - timedelta(20)}..{FIRST + timedelta(20)}",
    f"{LAST.year}-01",
)


def figures(path: Path) -> dict[tuple[str, str, int], Figure]:
    with closing(open_store(path, read_only=True)) as store:
        engine, kpis = Engine(store), list(CATALOGUE.kpis)
        return {
            (days, kpi, unit): figure
            for days in DAYS
            for (kpi, unit), figure in engine.board(PROVINCE, days, LAST, kpis, 0, BelowFocus.STATIONS).figures.items()
        }


def test_gaps_are_named_as_by_going_through_all_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, nothing = tmp_path / "province.db", dict[str, list[Record]]((kind, []) for kind in CATALOGUE.facts)
    days: dict[str, tuple[date, date]] = dict.fromkeys(COUNTIES, (FIRST, LAST))
    province_store(path, nothing, [], days).close()
    at_once = figures(path)
    monkeypatch.setattr(Planner, "_gap_of_all", lambda *_: None)
    assert at_once == figures(path)
    reasons = {figure.reason for (_, _, unit), figure in at_once.items() if unit == ROOT}
    assert {"“有效警情”缺东县公安局、三所的数据", "“接入视频”缺东县公安局、三所的数据"} <= reasons
