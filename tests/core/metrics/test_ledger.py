"""The ledger's rules: whole rows, tilings, children, stocks, and what is said when they do not agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.metrics.ledger import LedgerBook, MeasureLedger, ledger_sources
from core.metrics.types import Figure
from core.store.coverage import add_coverage
from core.store.ledger import LedgerRow, apply_ledger
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number
from tests.support.worlds import copied, empty_store

FLOW, STOCK = "publicity_contacts", "volunteers"
AS_OF = date(2026, 12, 31)


class Bureau:
    """甲局 with 一所 and 二所, and a ledger to be filled."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def row(self, unit: str, first: str, last: str, value: int, measure: str = FLOW) -> None:
        found = unit_tree(self.store).find(unit).id
        start, end = (day_number(date.fromisoformat(text)) for text in (first, last))
        with self.store.write("test", "ledger", "", 0):
            apply_ledger(self.store, [LedgerRow(found, measure, start, end, value, "月报")])

    def ask(self, unit: str, period: str, kpi: str = FLOW) -> Figure:
        board = Engine(self.store).board(unit, period, AS_OF, [kpi], months=0, units=[])
        return board.figures[kpi, board.units[0].id]


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    store = copied(empty_store(tmp_path), tmp_path / "ledger.db")
    yield Bureau(store)
    store.close()


def test_a_row_for_the_whole_period_wins_and_a_difference_is_reported(bureau: Bureau) -> None:
    for month, value in (("01", 10), ("02", 20), ("03", 30)):
        bureau.row("一所", f"2026-{month}-01", f"2026-{month}-{'28' if month == '02' else '31'}", value)
    assert bureau.ask("一所", "2026Q1") == Figure(60, None, Fraction(60))
    bureau.row("一所", "2026-01-01", "2026-03-31", 60)
    assert bureau.ask("一所", "2026Q1").note is None
    bureau.row("一所", "2026-01-01", "2026-03-31", 61)
    answer = bureau.ask("一所", "2026Q1")
    assert answer.value == 61 and answer.note and "61" in answer.note and "60" in answer.note


def test_rows_must_tile_exactly(bureau: Bureau) -> None:
    bureau.row("一所", "2026-01-01", "2026-01-31", 10)
    bureau.row("一所", "2026-03-01", "2026-03-31", 30)
    gap = bureau.ask("一所", "2026Q1")
    assert gap.value is None and gap.reason and "2026-01-01 至 2026-03-31" in gap.reason
    bureau.row("一所", "2026-01-15", "2026-02-28", 5)  # overlaps January: no tiling
    assert bureau.ask("一所", "2026Q1").value is None
    bureau.row("一所", "2026-02-01", "2026-02-28", 20)
    assert bureau.ask("一所", "2026Q1").value == 60
    assert bureau.ask("一所", "2026-01-10..2026-01-20").value is None


def test_a_year_of_single_days_tiles(bureau: Bureau) -> None:
    first = day_number(date(2026, 1, 1))
    with bureau.store.write("test", "ledger", "", 0):
        apply_ledger(bureau.store, [LedgerRow(3, FLOW, first + n, first + n, 1, "日报") for n in range(365)])
    assert bureau.ask("一所", "2026").value == 365


def test_a_parent_sums_its_children_only_when_all_have_reported(bureau: Bureau) -> None:
    bureau.row("一所", "2026-01-01", "2026-01-31", 10)
    gap = bureau.ask("甲局", "2026-01")
    assert gap.value is None and gap.reason and "二所" in gap.reason and "一所" not in gap.reason
    bureau.row("二所", "2026-01-01", "2026-01-31", 0)
    assert bureau.ask("甲局", "2026-01").value == 10  # a reported 0 is a report
    bureau.row("甲局", "2026-01-01", "2026-01-31", 12)
    own = bureau.ask("甲局", "2026-01")
    assert own.value == 12 and own.note and "10" in own.note


def test_a_difference_is_told_of_what_records_could_give_too(bureau: Bureau) -> None:
    for unit, value in (("一所", 10), ("二所", 5), ("甲局", 1000)):
        bureau.row(unit, "2026-01-01", "2026-01-31", value, "premises_inspected")
    own = bureau.ask("甲局", "2026-01", "premises_inspected")
    assert own.value == 1000 and own.note and "15" in own.note


def test_a_gap_names_the_children_and_the_report_that_does_not_fit(bureau: Bureau) -> None:
    bureau.row("甲局", "2026-01-01", "2026-01-20", 7)
    reason = str(bureau.ask("甲局", "2026-01").reason)
    assert "一所" in reason and "没有恰好覆盖" in reason


def test_a_stock_is_its_latest_row_by_the_periods_end(bureau: Bureau) -> None:
    bureau.row("一所", "2026-01-31", "2026-01-31", 100, STOCK)
    bureau.row("一所", "2026-03-31", "2026-03-31", 120, STOCK)
    answer = bureau.ask("一所", "2026-02", STOCK)
    assert (answer.value, answer.as_of) == (100, date(2026, 1, 31))
    assert bureau.ask("一所", "2026-03", STOCK) == Figure(120, None, Fraction(120))
    assert bureau.ask("一所", "2025-12", STOCK).value is None
    assert "二所" in str(bureau.ask("甲局", "2026-03", STOCK).reason)


def test_levels_of_records_of_different_days_do_not_add_up(bureau: Bureau) -> None:
    ends = ((1, 31), (2, 28), (3, 31))
    january, february, march = (
        (day_number(date(2026, month, 1)), day_number(date(2026, month, last))) for month, last in ends
    )
    with bureau.store.write("test", "cover", "", 0):
        add_coverage(bureau.store, "dispute", 3, *january)
        add_coverage(bureau.store, "dispute", 4, *march)
    level = bureau.ask("甲局", "2026-03", "disputes_outstanding")
    assert level.value is None and "缺一所的数据（只到 2026-01-31）" in str(level.reason)
    with bureau.store.write("test", "cover", "", 0):
        add_coverage(bureau.store, "dispute", 3, *february)
        add_coverage(bureau.store, "dispute", 4, *february)
    level = bureau.ask("甲局", "2026-03", "disputes_outstanding")
    assert (level.value, level.as_of) == (0, date(2026, 2, 28))  # the last day of which both are known


def test_ledger_and_records_meet_at_a_date(bureau: Bureau) -> None:
    bureau.row("甲局", "2026-01-01", "2026-01-31", 40, "disputes_reported")
    with bureau.store.write("test", "cover", "", 0):
        add_coverage(bureau.store, "dispute", 1, day_number(date(2026, 2, 1)), day_number(date(2026, 3, 31)))
    assert bureau.ask("甲局", "2026Q1", "disputes_reported").value == 40
    assert bureau.ask("甲局", "2026-03", "disputes_reported").value == 0  # complete and none: a true 0
    assert bureau.ask("甲局", "2026-04", "disputes_reported").value is None
    assert bureau.ask("甲局", "2026-01-10..2026-02-10", "disputes_reported").value is None


def test_nothing_over_nothing_is_no_figure(bureau: Bureau) -> None:
    with bureau.store.write("test", "cover", "", 0):
        add_coverage(bureau.store, "dispute", 1, day_number(date(2026, 1, 1)), day_number(date(2026, 3, 31)))
    answer = bureau.ask("甲局", "2026Q1", "dispute_resolution_rate")
    assert (answer.numerator, answer.denominator, answer.value) == (0, 0, None) and answer.reason


def test_more_resolved_than_reported_is_an_error_in_the_data(bureau: Bureau) -> None:
    bureau.row("甲局", "2026-01-01", "2026-01-31", 40, "disputes_reported")
    bureau.row("甲局", "2026-01-01", "2026-01-31", 41, "disputes_resolved")
    answer = bureau.ask("甲局", "2026-01", "dispute_resolution_rate")
    assert answer.value is None and answer.reason and "分子大于分母" in answer.reason


def test_cumulative_rows_give_what_they_differ_by_and_say_so(bureau: Bureau) -> None:
    bureau.row("一所", "2026-01-01", "2026-09-30", 90)
    assert bureau.ask("一所", "2026-10").value is None
    bureau.row("一所", "2026-01-01", "2026-10-31", 100)
    october = bureau.ask("一所", "2026-10")
    assert october.value == 10 and october.note == "由累计报表相减得出：2026年1—10月减2026年1—9月"
    assert bureau.ask("一所", "2026年1-10月") == Figure(100, None, Fraction(100))
    bureau.row("一所", "2026-01-01", "2026-06-30", 60)
    assert bureau.ask("一所", "2026Q3").value == 30
    bureau.row("一所", "2026-11-01", "2026-11-30", 7)
    assert bureau.ask("一所", "2026年10-11月").value == 17
    assert bureau.store.db.execute("SELECT count(*) FROM ledger").fetchone() == (4,)


def test_cumulative_rows_that_fall_give_nothing(bureau: Bureau) -> None:
    bureau.row("一所", "2026-01-01", "2026-09-30", 90)
    bureau.row("一所", "2026-01-01", "2026-10-31", 89)
    assert bureau.ask("一所", "2026-10").value is None


def test_a_sum_of_differences_says_so_once(bureau: Bureau) -> None:
    for unit in ("一所", "二所"):
        bureau.row(unit, "2026-01-01", "2026-09-30", 90)
        bureau.row(unit, "2026-01-01", "2026-10-31", 95)
    october = bureau.ask("甲局", "2026-10")
    assert october.value == 10 and october.note and october.note.count("相减") == 1


DAYS = st.integers(0, 29)
SPANS = st.tuples(DAYS, DAYS).map(lambda ends: (min(ends), max(ends)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    counts=st.lists(st.integers(0, 5), min_size=30, max_size=30),
    spans=st.lists(SPANS, max_size=12, unique=True),
    asked=SPANS,
)
def test_whatever_true_rows_give_is_true(
    bureau: Bureau, counts: list[int], spans: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    """Rows that are sums of days never give another figure than the sum of the days that are asked about."""
    with bureau.store.write("test", "ledger", "", 0):
        bureau.store.db.execute("DELETE FROM ledger")
        rows = [LedgerRow(3, FLOW, first, last, sum(counts[first : last + 1]), "月报") for first, last in spans]
        apply_ledger(bureau.store, rows)
    answer = LedgerBook(
        bureau.store.catalogue.reporting_calendar,
        {FLOW: MeasureLedger(bureau.store, FLOW, ledger_sources(bureau.store, FLOW))},
    ).flow(FLOW, 3, *asked)
    assert answer is None or (answer.value, answer.as_of) == (sum(counts[asked[0] : asked[1] + 1]), asked[1])
    from_the_first = {last for first, last in spans if first == 0}
    if asked[1] in from_the_first and (asked[0] == 0 or asked[0] - 1 in from_the_first):
        assert answer is not None


def test_rows_of_several_sources_keep_each_its_own(bureau: Bureau) -> None:
    rows = [
        LedgerRow(unit, FLOW, first, first + 9, unit + first, source)
        for first, source in ((20, "乙表"), (0, "甲表"), (10, "乙表"))
        for unit in (4, 3)
    ]
    with bureau.store.write("test", "ledger", "", 0):
        bureau.store.db.execute("DELETE FROM ledger")
        apply_ledger(bureau.store, rows)
    ledger = MeasureLedger(bureau.store, FLOW, ledger_sources(bureau.store, FLOW))
    for unit in (3, 4):
        series = ledger.series(unit)
        assert series is not None
        told = [(entry.first, entry.value, entry.source) for entry in series.entries]
        assert told == [(0, unit, "甲表"), (10, unit + 10, "乙表"), (20, unit + 20, "乙表")]


def test_rows_that_fill_some_days_are_those_of_whole_tilings_by_unit(bureau: Bureau) -> None:
    """Whether the units report by one row or by several, and whoever leaves a gap is left out."""
    spans = {3: [(0, 29)], 4: [(0, 9), (10, 29)], 5: [(0, 9), (20, 29)], 6: [(10, 29), (0, 9), (30, 39)]}
    rows = [LedgerRow(unit, FLOW, *days, 1, "月报") for unit, of_unit in spans.items() for days in of_unit]
    with bureau.store.write("test", "ledger", "", 0):
        bureau.store.db.execute("DELETE FROM ledger")
        apply_ledger(bureau.store, rows)
    ledger = MeasureLedger(bureau.store, FLOW, ledger_sources(bureau.store, FLOW))
    for _ in range(2):  # the second time from what is kept
        table = ledger.filling_rows((0, 29))
        assert [column.tolist() for column in table[:3]] == [[3, 4, 4, 6, 6], [0, 0, 10, 0, 10], [29, 9, 29, 9, 29]]
    assert ledger.filling_rows((0, 9)).units.tolist() == [4, 5, 6]
    assert ledger.filling_rows((50, 59)).units.tolist() == []
