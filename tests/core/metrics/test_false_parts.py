"""A part above its whole at one unit, or in one month, marks every sum that it enters, and names who reported it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from core.board.change_text import change_text_of
from core.engine import Engine
from core.metrics.display import FALSE_PART
from core.metrics.false_parts import FalsePart, false_part_note, false_parts
from core.metrics.measure_values import MeasureValue
from core.metrics.plan import ManyReports, Report
from core.metrics.types import Board, Figure
from core.store.ledger import LedgerRow, apply_ledger
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number, month_days
from dashboards.cli.command import cli
from dashboards.components.change_text import board_figure_text
from dashboards.i18n.words import comparison as comparison_words
from dashboards.pages.chief.tiles import tile
from dashboards.pages.comparison.changes_table import table
from dashboards.pages.indicators.domain_table import row
from tests.support.worlds import CATALOGUE, copied, empty_store

RATE, PART, WHOLE = "dispute_resolution_rate", "disputes_resolved", "disputes_reported"
STOCK_RATE, STOCK_PART, STOCK_WHOLE = "grid_team_coverage", *CATALOGUE.kpis["grid_team_coverage"].measures()
AS_OF = date(2026, 12, 31)
JANUARY, FEBRUARY, MARCH = (month_days(2026 * 12 + month) for month in range(3))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = copied(empty_store(tmp_path), tmp_path / "reports.db")
    yield opened
    opened.close()


def report(store: Store, unit: str, days: tuple[int, int], part: int, whole: int, rate: str = RATE) -> None:
    """A unit's report of a rate's two counts."""
    number, measures = unit_tree(store).find(unit).id, CATALOGUE.kpis[rate].measures()
    with store.write("test", "ledger", "", 0):
        apply_ledger(
            store,
            [
                LedgerRow(number, measure, *days, value, "月报")
                for measure, value in zip(measures, (part, whole), strict=True)
            ],
        )


def board(store: Store, unit: str, period: str, kpi: str = RATE) -> Board:
    return Engine(store).board(unit, period, AS_OF, [kpi], months=0)


def figure(store: Store, unit: str, period: str, kpi: str = RATE) -> Figure:
    asked = board(store, unit, period, kpi)
    return asked.figures[kpi, asked.units[0].id]


def quarter(store: Store, false_month: tuple[int, int] | None) -> None:
    """Three months of two stations; 一所 reports 12 of 10 in one of them."""
    for days in (JANUARY, FEBRUARY, MARCH):
        report(store, "一所", days, 12 if days == false_month else 8, 10)
        report(store, "二所", days, 90, 100)


def test_a_false_station_marks_the_bureau_and_is_named_with_its_days(store: Store) -> None:
    quarter(store, FEBRUARY)
    assert figure(store, "一所", "2026-02").reason == "分子大于分母，数据有误，请核对来源"
    marked = figure(store, "甲局", "2026-02")
    assert (marked.numerator, marked.denominator, marked.has_false_part) == (102, 110, True)
    assert marked.note == (
        "含有误的数：一所（2026-02-01 至 2026-02-28）报的“已化解的矛盾纠纷”大于“受理的矛盾纠纷”，"
        "部分不能超过整体，请核对来源"
    )
    for month in ("2026-01", "2026-03"):
        assert figure(store, "甲局", month).note is None and not figure(store, "甲局", month).has_false_part


def test_a_false_month_marks_the_quarter_of_the_station_and_of_the_bureau_only(store: Store) -> None:
    quarter(store, FEBRUARY)
    for unit in ("一所", "甲局"):
        marked = figure(store, unit, "2026Q1")
        assert marked.value is not None and marked.has_false_part and "一所（2026-02-01" in str(marked.note)
    untouched = figure(store, "二所", "2026Q1")
    assert not untouched.has_false_part and untouched.note is None


def test_reports_that_can_be_are_not_marked(store: Store) -> None:
    quarter(store, None)
    for unit in ("一所", "二所", "甲局"):
        for period in ("2026-01", "2026Q1"):
            assert not figure(store, unit, period).has_false_part and figure(store, unit, period).note is None


def test_a_report_of_the_bureaus_own_does_not_hold_the_false_one(store: Store) -> None:
    quarter(store, FEBRUARY)
    report(store, "甲局", FEBRUARY, 98, 110)
    own = figure(store, "甲局", "2026-02")
    assert own.numerator == 98 and not own.has_false_part


def test_monthly_parts_are_held_against_a_whole_of_the_quarter(store: Store) -> None:
    first, last = JANUARY[0], MARCH[1]
    station, other = (unit_tree(store).find(name).id for name in ("一所", "二所"))
    rows = [LedgerRow(station, PART, *days, 5, "月报") for days in (JANUARY, FEBRUARY, MARCH)]
    rows += [LedgerRow(station, WHOLE, first, last, 14, "季报")]
    rows += [LedgerRow(other, measure, first, last, 200, "季报") for measure in (PART, WHOLE)]
    with store.write("test", "ledger", "", 0):
        apply_ledger(store, rows)
    marked = figure(store, "甲局", "2026Q1")
    assert marked.value is None and "分子大于分母" in str(marked.reason)  # 215 of 214
    assert "一所（2026-01-01 至 2026-03-31）" in str(marked.reason)
    with store.write("test", "ledger", "", 0):
        apply_ledger(store, [LedgerRow(other, WHOLE, first, last, 400, "季报")])
    assert "一所（2026-01-01 至 2026-03-31）" in str(figure(store, "甲局", "2026Q1").note)


def test_a_stock_is_held_as_it_stands(store: Store) -> None:
    report(store, "一所", (JANUARY[1], JANUARY[1]), 7, 6, STOCK_RATE)
    report(store, "二所", (JANUARY[1], JANUARY[1]), 10, 40, STOCK_RATE)
    assert figure(store, "甲局", "2026-01", STOCK_RATE).has_false_part
    report(store, "一所", (FEBRUARY[1], FEBRUARY[1]), 6, 6, STOCK_RATE)
    assert not figure(store, "甲局", "2026-02", STOCK_RATE).has_false_part
    assert figure(store, "甲局", "2026-01", STOCK_RATE).has_false_part


def test_the_mark_is_on_tile_screen_export_and_command(store: Store) -> None:
    quarter(store, FEBRUARY)
    asked = board(store, "甲局", "2026-02")
    bureau, note = asked.units[0], str(asked.figures[RATE, asked.units[0].id].note)
    shown = tile(asked, CATALOGUE, RATE, bureau)
    assert (shown["mark"], shown["remark"]) == (FALSE_PART, note)
    assert board_figure_text(asked, RATE, CATALOGUE.kpis[RATE], bureau.id) == f"92.73%（{FALSE_PART}）"
    assert row(asked, CATALOGUE, RATE)["remark"] == note
    exported = table(asked, RATE, CATALOGUE.kpis[RATE], "mom")
    assert exported[comparison_words.REASON].tolist()[0] == note
    arguments = ["kpi", RATE, "--db", str(store.path), "--period", "2026Q1", "--by", "month"]
    output = CliRunner().invoke(cli, [*arguments, "--format", "json"], catch_exceptions=False).output
    assert [note in str(line["note"]) for line in json.loads(output)] == [False, True, False]
    assert note in CliRunner().invoke(cli, arguments, catch_exceptions=False).output


def test_a_false_base_is_told_beside_the_change(store: Store) -> None:
    quarter(store, FEBRUARY)
    asked = board(store, "甲局", "2026-03")
    bureau = asked.units[0].id
    text = change_text_of(asked, RATE, CATALOGUE.kpis[RATE], bureau, "mom")
    assert text is not None and "基期含有误的数：一所" in text.note
    assert not asked.figures[RATE, bureau].has_false_part


MONTHS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5)


@given(st.lists(MONTHS, min_size=1, max_size=4))
def test_exactly_the_rows_that_cannot_be_are_found(units: list[list[tuple[int, int]]]) -> None:
    rows = [(unit, month, *pair) for unit, months in enumerate(units) for month, pair in enumerate(months)]
    parts = [Report(unit, month, month, part) for unit, month, part, _ in rows]
    wholes = [Report(unit, month, month, whole) for unit, month, _, whole in rows]
    expected = [FalsePart(unit, month, month) for unit, month, part, whole in rows if part > whole]
    assert false_parts(parts, wholes) == expected
    assert false_parts(many(parts), many(wholes)) == expected


REPORTS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(0, 9)), min_size=1, max_size=6)


@given(REPORTS, REPORTS)
def test_rows_as_arrays_tell_what_rows_one_by_one_do(
    parts: list[tuple[int, int, int]], wholes: list[tuple[int, int, int]]
) -> None:
    by_place = [
        [Report(unit, month, month, value) for (unit, month), value in {row[:2]: row[2] for row in rows}.items()]
        for rows in (parts, wholes)
    ]
    assert false_parts(*map(many, by_place)) == false_parts(*by_place)


def many(reports: list[Report]) -> ManyReports:
    """The same rows as arrays."""
    return ManyReports(*np.array(reports, np.int64).T)


def test_rows_of_other_days_are_not_held_against_each_other() -> None:
    assert false_parts([Report(1, *JANUARY, 9)], [Report(1, *FEBRUARY, 5)]) == []
    assert false_parts([Report(1, *JANUARY, 9)], [Report(2, *JANUARY, 5)]) == []
    assert false_parts([Report(1, day_number(date(2026, 1, 1)), MARCH[1], 9)], [Report(1, *JANUARY, 5)]) == []


@pytest.mark.parametrize(("whole", "is_false"), [(14, True), (15, False), (16, False)])
def test_months_may_be_as_many_as_the_whole_of_their_quarter(whole: int, is_false: bool) -> None:
    parts = [Report(1, *days, 5) for days in (JANUARY, FEBRUARY, MARCH)]
    wholes = [Report(1, JANUARY[0], MARCH[1], whole)]
    assert false_parts(parts, wholes) == ([FalsePart(1, JANUARY[0], MARCH[1])] if is_false else [])


@pytest.mark.parametrize("count", [1, 3, 4])
def test_three_months_and_three_units_are_named_and_the_rest_counted(count: int) -> None:
    def note_on(reports: list[tuple[int, int, int]]) -> str:
        parts, wholes = ([Report(*report, value) for report in reports] for value in (2, 1))
        names = {unit: f"第{unit}所" for unit, *_ in reports}.__getitem__
        part, whole = (MeasureValue((9,), reports=rows, names=names) for rows in (parts, wholes))
        return str(false_part_note(part, whole, "甲", "乙"))

    by_month = note_on([(1, day, day) for day in range(count)])
    assert ("等）" in by_month) == (count > 3) and by_month.count("、") == min(count, 3) - 1
    by_unit = note_on([(unit, 0, 0) for unit in range(count)])
    assert (f"等 {count} 个单位" in by_unit) == (count > 3) and by_unit.count("所（") == min(count, 3)
