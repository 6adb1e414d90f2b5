"""Rows of many units read as arrays give what unit by unit gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.metrics import rows_below
from core.metrics.as_of_span import AsOfSpan
from core.metrics.cube_cache import CubeCache
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.measure_values import MeasureValues
from core.metrics.plan import Plan
from core.metrics.planner import Planner
from core.metrics.value_sources import ValueSources
from core.store.ledger import LedgerRow, apply_ledger
from core.store.store import ROOT, Store
from core.store.units import NewUnit, add_units, unit_tree
from tests.support.worlds import BUREAU, PARENT, copied, empty_store

THIRD = max(PARENT) + 1  # 三所, so that two of three may report
FLOW, STOCK = "publicity_contacts", "volunteers"
MONTHS = ((0, 30), (31, 58), (59, 89))
ASKED = [*MONTHS, (0, 58), (31, 89), (0, 89), (10, 40)]
SPANS = st.sampled_from(ASKED)
ROWS = st.tuples(st.sampled_from([*PARENT, THIRD]), SPANS, st.integers(0, 9))
FULL = [(station, month, 10 * station) for station in (3, 4, THIRD) for month in MONTHS]  # what a bureau has as a rule
LACKING = [row for row in FULL if row[0] != THIRD]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("rows_below")
    store = copied(empty_store(folder), folder / "ledger.db")
    with store.write("test", "unit", "", 0):
        add_units(store, [NewUnit("S3", "三所", "station", BUREAU)])
    assert unit_tree(store).find("三所").id == THIRD
    yield store
    store.close()


def fill_ledger(store: Store, measure: str, rows: list[tuple[int, tuple[int, int], int]]) -> None:
    """Puts rows of a measure in place of all others; of several of a unit and days the last."""
    by_place = {(unit, span): value for unit, span, value in rows}
    with store.write("test", "ledger", "", 0):
        store.db.execute("DELETE FROM ledger")
        items = by_place.items()
        apply_ledger(store, [LedgerRow(unit, measure, a, b, value, "月报") for (unit, (a, b)), value in items])


def planned(store: Store, measure: str, days: tuple[int, int]) -> tuple[object, ...]:
    snapshot = DataSnapshot(store, CubeCache(store))
    planner = Planner(store.catalogue, snapshot.coverage, snapshot.ledger_book([measure]))
    plan = planner.plan(measure, ROOT, *days)
    return facts(plan), facts(plan.sum_below())


def note_of(plan: Plan) -> str | None:
    below = plan.sum_below()
    if below is None or below.constant == plan.constant:
        return plan.note
    difference = f"本级报表 {plan.constant} 与下级之和 {below.constant} 不一致，取本级报表"
    return "；".join(filter(None, [plan.note, difference]))


def facts(plan: Plan | None) -> object:
    if plan is None:
        return None
    return plan.terms, plan.constant, plan.as_of, plan.note, plan.reason, plan.missing, sorted(plan.reports)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    measure=st.sampled_from([FLOW, STOCK]),
    full=st.sampled_from([[], FULL, LACKING]),
    rows=st.lists(ROWS, max_size=8),
    days=SPANS,
)
def test_many_rows_together_plan_what_they_plan_one_by_one(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    measure: str,
    full: list[tuple[int, tuple[int, int], int]],
    rows: list[tuple[int, tuple[int, int], int]],
    days: tuple[int, int],
) -> None:
    fill_ledger(store, measure, [*full, *rows])
    monkeypatch.setattr(rows_below, "FEWEST_TOGETHER", 2)
    together = planned(store, measure, days)
    monkeypatch.setattr(rows_below, "FEWEST_TOGETHER", 10**6)
    assert together == planned(store, measure, days)


@pytest.mark.parametrize(("measure", "value"), [(FLOW, 450), (STOCK, 150)])
def test_a_bureaus_usual_reports_are_read_together(
    store: Store, monkeypatch: pytest.MonkeyPatch, measure: str, value: int
) -> None:
    """So that the property above is not true of nothing: with one unit's rows asked for alone there is an error."""
    fill_ledger(store, measure, FULL)

    def refuse(*_arguments: object) -> None:
        raise AssertionError("asked unit by unit")

    snapshot = DataSnapshot(store, CubeCache(store))
    book = snapshot.ledger_book([measure])
    monkeypatch.setattr(book, "flow", refuse)
    monkeypatch.setattr(book, "stock", refuse)
    plan = Planner(store.catalogue, snapshot.coverage, book).plan(measure, ROOT, 0, 89)
    assert (plan.constant, plan.reason, plan.as_of) == (value, None, 89)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(measure=st.sampled_from([FLOW, STOCK]), full=st.booleans(), rows=st.lists(ROWS, max_size=8))
def test_figures_of_many_units_and_spans_are_those_of_their_plans(
    store: Store, measure: str, full: bool, rows: list[tuple[int, tuple[int, int], int]]
) -> None:
    fill_ledger(store, measure, [*(FULL if full else ()), *rows])
    snapshot = DataSnapshot(store, CubeCache(store))
    book, units = snapshot.ledger_book([measure]), list(snapshot.tree.units)
    spans = [AsOfSpan(*days, days[1]) for days in ASKED]
    values = MeasureValues(ValueSources(store, CubeCache(store), snapshot.coverage, book, [measure], units, spans))
    planner = Planner(store.catalogue, snapshot.coverage, book)
    for i, span in enumerate(spans):
        for j, unit in enumerate(units):
            plan = planner.plan(measure, unit, span.first, span.last)
            value = values.get(measure, unit, span)
            assert values.amounts[measure][i, j].tolist() == [0 if plan.reason else plan.constant]
            assert values.amount(measure, unit, span) == (None if plan.reason else plan.constant)
            assert values.has_figure(measure)[i, j] == (plan.reason is None)
            assert values.is_from_ledger(measure)[i, j] == plan.from_ledger
            assert (value.reason, sorted(value.reports)) == (plan.reason, sorted(plan.reports))
            assert (value.as_of, value.note) == (None, None) if plan.reason else (plan.as_of, note_of(plan))


@pytest.mark.parametrize("measure", [FLOW, STOCK])
def test_usual_reports_of_many_units_need_no_plans(store: Store, monkeypatch: pytest.MonkeyPatch, measure: str) -> None:
    """So that the property above is not true of nothing."""
    fill_ledger(store, measure, FULL)

    def refuse(*_arguments: object) -> None:
        raise AssertionError("planned one by one")

    monkeypatch.setattr(Planner, "plan", refuse)
    snapshot = DataSnapshot(store, CubeCache(store))
    spans = [AsOfSpan(*days, days[1]) for days in MONTHS]
    book = snapshot.ledger_book([measure])
    sources = ValueSources(store, CubeCache(store), snapshot.coverage, book, [measure], [ROOT, 3, 4], spans)
    values = MeasureValues(sources)
    assert values.amounts[measure][:, :, 0].tolist() == [[150, 30, 40]] * len(MONTHS)
