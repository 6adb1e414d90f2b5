"""Reports of each station: whole months, cut ones, none; and that none is never taken for zero."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.engine import Engine
from core.metrics.unit_reports import UnitReports
from core.store.coverage import add_coverage
from core.store.ledger import LedgerRow, apply_ledger
from core.store.store import Store
from core.time.days import day_number, to_date
from tests.support.worlds import copied, empty_store

FIRST, SECOND = 3, 4  # 一所, 二所
MARCH = date(2026, 3, 31)


def row(unit: int, measure: str, first: date, last: date, value: int) -> LedgerRow:
    return LedgerRow(unit, measure, day_number(first), day_number(last), value, "月报")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = copied(empty_store(tmp_path), tmp_path / "bureau.db")
    with store.write("test", "reports", "", 0):
        add_coverage(store, "alert", FIRST, day_number(date(2026, 1, 1)), day_number(MARCH))
        add_coverage(store, "alert", SECOND, day_number(date(2026, 1, 1)), day_number(date(2026, 2, 10)))
        for month, last in ((1, 31), (2, 28)):
            days = date(2026, month, 1), date(2026, month, last)
            for measure in ("disputes_reported", "disputes_resolved"):
                apply_ledger(store, [row(FIRST, measure, *days, 0)])
            apply_ledger(store, [row(SECOND, "disputes_reported", *days, 4)])
        apply_ledger(store, [row(unit, "police_total", MARCH, MARCH, 30) for unit in (FIRST, SECOND)])
        apply_ledger(store, [row(SECOND, "station_police", date(2025, 1, 1), date(2025, 1, 1), 9)])
    yield store
    store.close()


def by_unit(store: Store, kpi: str, as_of: date, months: int = 4) -> dict[int, UnitReports]:
    reports = Engine(store).reporting(kpi, [FIRST, SECOND], months, as_of)
    assert len(reports.months) == months
    return {unit_reports.unit.id: unit_reports for unit_reports in reports.units}


def test_a_month_is_whole_only_when_all_its_days_came_in(store: Store) -> None:
    reports = by_unit(store, "alerts_total", MARCH)
    assert reports[FIRST].months == ("none", "whole", "whole", "whole") and reports[FIRST].last_day == MARCH
    assert reports[SECOND].months == ("none", "whole", "part", "none") and reports[SECOND].last_day == date(2026, 2, 10)
    assert (reports[FIRST].gaps, reports[SECOND].gaps) == (1, 3)


def test_the_month_at_hand_is_whole_as_far_as_it_has_come(store: Store) -> None:
    reports = by_unit(store, "alerts_total", date(2026, 2, 10), 2)
    assert reports[FIRST].months == reports[SECOND].months == ("whole", "whole")


def test_a_rate_needs_both_its_counts_and_a_reported_nought_is_a_report(store: Store) -> None:
    reports = by_unit(store, "dispute_resolution_rate", date(2026, 2, 28), 2)
    assert reports[FIRST].months == ("whole", "whole") and reports[FIRST].last_day == date(2026, 2, 28)
    assert reports[SECOND].months == ("none", "none") and reports[SECOND].last_day is None


def test_what_is_reported_is_what_has_a_figure(store: Store) -> None:
    """The same months as on the board: a whole one has its count, any other has none."""
    engine = Engine(store)
    board = engine.board(None, "mtd", MARCH, ["alerts_total"], 4)
    for unit, reports in by_unit(store, "alerts_total", MARCH).items():
        values = board.series["alerts_total", unit]
        assert [state == "whole" for state in reports.months] == [value is not None for value in values]


def test_an_old_count_of_a_moment_is_told_as_old(store: Store) -> None:
    reports = by_unit(store, "station_force_share", MARCH, 1)
    assert reports[SECOND].months == ("part",) and reports[FIRST].months == ("none",)


def test_a_single_day_of_a_month_makes_it_a_part(store: Store) -> None:
    """Its first day alone, or its last."""
    with store.write("test", "days", "", 0):
        add_coverage(store, "case", FIRST, day_number(date(2026, 2, 1)), day_number(date(2026, 2, 1)))
        add_coverage(store, "case", SECOND, day_number(date(2026, 2, 28)), day_number(MARCH))
    reports = by_unit(store, "criminal_cases", MARCH, 3)
    assert reports[FIRST].months == ("none", "part", "none")
    assert reports[SECOND].months == ("none", "part", "whole")


def test_the_last_day_is_that_up_to_which_all_that_a_rate_is_made_of_came_in(store: Store) -> None:
    with store.write("test", "later", "", 0):
        apply_ledger(store, [row(FIRST, "disputes_reported", date(2026, 3, 1), MARCH, 5)])
    assert by_unit(store, "dispute_resolution_rate", MARCH, 1)[FIRST].last_day == date(2026, 2, 28)


def test_a_count_of_a_moment_is_whole_for_as_long_as_its_rhythm_allows(store: Store) -> None:
    kpi = store.catalogue.kpis["station_force_share"]
    (fact,) = {store.catalogue.measures[name].fact for name in kpi.measures()}
    allowed = store.catalogue.late_after(fact)
    with store.write("test", "stocks", "", 0):
        apply_ledger(store, [row(FIRST, name, MARCH, MARCH, 9) for name in kpi.measures()])
    for days, state in ((allowed, "whole"), (allowed + 1, "part")):
        as_of = to_date(day_number(MARCH) + days)
        assert by_unit(store, "station_force_share", as_of, 1)[FIRST].months == (state,), days
