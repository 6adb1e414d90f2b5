"""A standard that changes from a day: the past is judged by the one of its time, a window across the day is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.features.reference.methods import standard
from core.metrics.types import Board, StandardStatus
from tests.support.on_scene_world import AS_OF, alerts
from tests.support.worlds import copied, empty_store

pytestmark = pytest.mark.slow

KPI = "onscene_completion_rate"
OLD = '{ op = ">=", value = 0.5, zh = "原标准", source = "doc000" }'
NEW = '{ op = ">=", value = 0.99, zh = "新标准", source = "doc000", from = 2026-02-01 }'
CHANGED = f"[kpis.{KPI}]\nstandard = [ {OLD}, {NEW} ]\n"
BEGUN = f"[kpis.{KPI}]\nstandard = {NEW}\n"


def board(tmp_path: Path, text: str, period: str) -> Board:
    """Nine of ten are done on the scene, all year round."""
    path = tmp_path / "empty.db"
    store = copied(path if path.exists() else empty_store(tmp_path, text), tmp_path / "board.db")
    alerts(store, {}, 400, ("traffic", "dispute"))
    return Engine(store).board(period=period, as_of=AS_OF, kpis=[KPI], months=0)


def test_each_window_is_judged_by_the_standard_of_its_time(tmp_path: Path) -> None:
    before, after, across = (board(tmp_path, CHANGED, period) for period in ("2026-01", "2026-03", "2026Q1"))
    assert before.standards[KPI, 1].status is StandardStatus.MET and "≥ 50%" in before.standards[KPI, 1].sentence
    assert after.standards[KPI, 1].status is StandardStatus.MISSED and (KPI, 1) in after.missed_standards
    answer = across.standards[KPI, 1]
    assert answer.status is StandardStatus.UNDECIDED and answer.tone == "none"
    assert answer.reason == "2026-02-01 起标准是 ≥ 99%，期间跨着这一天"
    assert not across.missed_standards and not before.missed_standards


def test_before_its_first_day_there_is_no_standard(tmp_path: Path) -> None:
    assert not board(tmp_path, BEGUN, "2026-01").standards
    assert board(tmp_path, BEGUN, "2026-03").standards[KPI, 1].status is StandardStatus.MISSED


def test_the_reference_tells_the_days() -> None:
    catalogue = load_catalogue({"own.toml": CHANGED})
    told = standard(catalogue, catalogue.kpis[KPI])
    assert told.startswith("≥ 50%，原标准；") and "2026-02-01 起 ≥ 99%，新标准" in told and "不判定" in told
    plain = standard(load_catalogue(), load_catalogue().kpis[KPI])
    assert plain.startswith("≥ 90%，不低于90%；出自") and "起" not in plain.split("；")[0]


def test_standards_out_of_order_are_refused() -> None:
    for wrong in (f"[ {NEW}, {OLD} ]", f"[ {OLD}, {OLD} ]", f"[ {NEW}, {NEW} ]", "[]"):
        with pytest.raises(CatalogueError):
            load_catalogue({"own.toml": f"[kpis.{KPI}]\nstandard = {wrong}\n"})
