"""Facts and ledger may meet at a date, never overlap, whichever comes first and at whichever level."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.load import load_catalogue
from core.store.coverage import coverage
from core.time.day_spans import last_overlap, merge, subtract
from tests.support.intake_world import ALERT, BUREAU, OFFICERS, alert, bring, counts, day, peopled_store, unit_id

MEASURES = load_catalogue().measures
ALERTS = next(n for n, m in MEASURES.items() if m.fact == "alert" and m.bins is None)
POLICE = next(n for n, m in MEASURES.items() if m.fact == "posting" and m.kind == "stock")
LEDGER = ["单位", "期间", "计数项", "数值", "来源"]


def reported(unit: str, period: str, measure: str = ALERTS) -> list[list[str]]:
    return [LEDGER, [unit, period, measure, "9", "月报"]]


@pytest.mark.parametrize("unit", ["甲溪派出所", BUREAU, "甲溪一社区"])
def test_records_on_days_of_the_ledger_are_refused(tmp_path: Path, unit: str) -> None:
    store = peopled_store(tmp_path)
    bring(store, "ledger", reported(unit, "2026-10"))
    rows = [alert("A1", when="2026-10-31 23:59"), alert("A2", when="2026-11-01 00:00")]
    report = bring(store, "alert", [ALERT, *rows])
    assert counts(report) == (1, 0, 0, 1)
    (refusal,) = report.refused
    assert (refusal.row, refusal.column) == (2, "接警时间")
    assert "2026-10-01 至 2026-10-31" in refusal.rule and "次日" in refusal.mend


def test_another_station_s_ledger_does_not_bar_records(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "ledger", reported("乙坪派出所", "2026-10"))
    assert counts(bring(store, "alert", [ALERT, alert("A1", when="2026-10-31 23:59")])) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("unit", "barred"), [("甲溪派出所", True), (BUREAU, True), ("C11", True), ("乙坪派出所", False)]
)
def test_ledger_rows_on_days_of_records_are_refused(tmp_path: Path, unit: str, barred: bool) -> None:
    store = peopled_store(tmp_path)
    bring(store, "alert", [ALERT, alert("A1", when="2026-11-03 09:00"), alert("A2", when="2026-11-05 09:00")])
    report = bring(store, "ledger", reported(unit, "2026-11-05..2026-11-08"))
    assert counts(report) == ((0, 0, 0, 1) if barred else (1, 0, 0, 0))
    if barred:
        assert "警情记录" in report.refused[0].rule and report.refused[0].mend
    assert counts(bring(store, "ledger", reported(unit, "2026-11-06..2026-11-08"))) == (1, 0, 0, 0)
    assert counts(bring(store, "ledger", reported(unit, "2026-11-01..2026-11-02")))[0] == 1


def test_a_stock_of_the_register_meets_and_does_not_overlap(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    assert counts(bring(store, "ledger", reported("甲溪派出所", "2026-11-22", POLICE))) == (0, 0, 0, 1)
    assert counts(bring(store, "ledger", reported("甲溪派出所", "2026-10", POLICE))) == (1, 0, 0, 0)
    span = (day("2026-10-30"), day("2026-11-22"))
    report = bring(store, "officers", OFFICERS, covers=span)
    assert any("统计报表" in warning and "甲溪派出所" in warning for warning in report.warnings)
    covered = coverage(store)["posting"]
    assert covered[unit_id(store, "甲溪派出所")] == [(span[0], span[0]), (day("2026-11-01"), span[1])]
    assert covered[unit_id(store, "乙坪派出所")] == [span]


def test_a_complete_file_leaves_the_ledger_its_days(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "ledger", reported("乙坪派出所", "2026-10-10..2026-10-12"))
    october = (day("2026-10-01"), day("2026-10-31"))
    report = bring(store, "alert", [ALERT, alert("A1", when="2026-10-11 09:00")], covers=october, complete=True)
    assert counts(report) == (1, 0, 0, 0)
    covered = coverage(store)["alert"]
    assert covered[1] == [(october[0], day("2026-10-09")), (day("2026-10-13"), october[1])]
    gap = (day("2026-10-10"), day("2026-10-12"))
    assert covered[unit_id(store, "甲溪派出所")] == [gap]
    assert unit_id(store, "乙坪派出所") not in covered
    version = store.data_version()
    bring(store, "alert", [ALERT, alert("A1", when="2026-10-11 09:00")], covers=october, complete=True)
    assert store.data_version() == version


spans = st.tuples(st.integers(0, 40), st.integers(0, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def days(runs: list[tuple[int, int]]) -> set[int]:
    return {number for first, last in runs for number in range(first, last + 1)}


@given(st.lists(spans), spans)
def test_runs_of_days_are_sets_of_days(covered: list[tuple[int, int]], wanted_span: tuple[int, int]) -> None:
    runs = merge(covered)
    assert days(runs) == days(covered)
    assert all(run[1] + 1 < next_run[0] for run, next_run in pairwise(runs))
    assert days(subtract(wanted_span, runs)) == days([wanted_span]) - days(covered)
    met = last_overlap(wanted_span, runs)
    assert (met is not None) == bool(days([wanted_span]) & days(covered))
    assert met is None or met in runs
