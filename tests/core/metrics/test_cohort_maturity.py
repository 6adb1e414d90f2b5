"""Maturity of cohorts: what boards of those days knew of a month at an age, and a year after its end."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.writer import Writer, copy_database
from core.engine import Engine
from core.metrics.cohort_maturity import (
    AGES,
    UNKNOWN_RIPE_AGE,
    CohortMaturity,
    cohort_maturities,
    compared_months,
)
from core.metrics.display import UNRIPE, figure_mark
from core.metrics.types import Ripeness, Window
from core.store.coverage import add_coverage
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import ROOT
from core.time.days import day_number, first_second, month_days, month_number, month_text, to_date
from core.time.reporting_calendar import CALENDAR
from tests.support.worlds import copied, empty_store

KPI, AS_OF = "dispute_resolution_rate", date(2026, 10, 31)


@pytest.mark.slow
def test_what_is_still_to_come_is_what_boards_saw_come(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        root = engine.units.root.id
        maturity = cohort_maturities(engine.catalogue, engine._read, [KPI], root, AS_OF)[KPI]
        assert maturity.still_to_come is not None
        newest = month_number(AS_OF) - 12
        months = range(newest - 11, newest + 1)

        def known_at(age: int) -> tuple[float, float]:
            parts = [0.0, 0.0]
            for month in months:
                day = to_date(month_days(month)[1]) + timedelta(days=age)
                figure = engine.board(None, month_text(month), day, [KPI], 0, []).figures[KPI, root]
                parts[0] += figure.numerator or 0
                parts[1] += figure.denominator or 0
            return parts[0], parts[1]

        final, reported = known_at(365)
        for age in (0, 60):
            came = (final - known_at(age)[0]) / reported * 100
            assert maturity.still_to_come[AGES.index(age)] == pytest.approx(came)
        assert maturity.final == pytest.approx(final / reported * 100)
        assert maturity.gain_after(365) == 0 and maturity.is_ripe(365) and not maturity.is_ripe(0)


@pytest.mark.slow
def test_what_is_no_cohort_ripens_not(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        asked = engine.catalogue, engine._read, [KPI, "alerts_valid"], engine.units.root.id
        assert set(cohort_maturities(*asked, AS_OF)) == {KPI}
        assert cohort_maturities(*asked, date(2024, 9, 30)) == {KPI: CohortMaturity(None, 1.0)}


@pytest.mark.slow
def test_a_figure_says_how_much_is_still_to_come_wherever_it_stands(demo_db: Path) -> None:
    """Of a month, of a year so far and of a station; what is old enough, and what is no cohort, says nothing."""
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        for period in ("2026-10", "ytd", "last30"):
            board = engine.board(None, period, AS_OF, [KPI, "alerts_valid"], 0)
            for unit in board.units:
                figure = board.figures[KPI, unit.id]
                assert figure.ripeness is not None and figure.ripeness.is_ripe == (figure.exact == 1)
                if figure.exact == 1:
                    continue
                assert (figure_mark(figure), (figure.note or "")[:4]) == (UNRIPE, f"{UNRIPE}：")
            whole = board.figures["alerts_valid", board.units[0].id]
            assert (whole.ripeness, whole.note, figure_mark(whole)) == (None, None, "")
        old = engine.board(None, "2024", AS_OF, [KPI], 0, []).figures[KPI, engine.units.root.id]
        assert old.ripeness is not None and old.ripeness.is_ripe and old.note is None and figure_mark(old) == ""


def test_a_window_ripens_as_its_months_do_by_their_days() -> None:
    maturity = CohortMaturity((40.0, 20.0, 10.0, 6.0, 4.0, 3.0, 2.0, 0.5, 0.0), 1.0)
    october, quarter = (Window(day_number(date(2026, month, 1)), day_number(AS_OF)) for month in (10, 8))
    assert maturity.ripeness(october, AS_OF, CALENDAR) == Ripeness(40.0, is_ripe=False)
    august, september = maturity.gain_after(61), maturity.gain_after(31)
    assert august and september
    expected = (31 * august + 30 * september + 31 * 40.0) / 92
    assert maturity.ripeness(quarter, AS_OF, CALENDAR).still_to_come == pytest.approx(expected)
    assert maturity.ripeness(october, date(2027, 10, 31), CALENDAR) == Ripeness(0.0, is_ripe=True)
    assert CohortMaturity(None, 1.0).ripeness(quarter, AS_OF, CALENDAR) == Ripeness(None, is_ripe=False)


def test_of_what_is_open_so_much_was_settled_later() -> None:
    october = Window(day_number(date(2026, 10, 1)), day_number(AS_OF))
    for gain, final, share in ((40.0, 90.0, 0.8), (40.0, 100.0, 1.0), (0.0, 100.0, 1.0), (10.0, 110.0, 1.0)):
        maturity = CohortMaturity((gain,) * len(AGES), 1.0, final)
        assert maturity.ripeness(october, AS_OF, CALENDAR).settled_later == pytest.approx(share)


def test_between_two_ages_it_is_read_off_the_line() -> None:
    maturity = CohortMaturity((40.0, 20.0, 10.0, 6.0, 4.0, 3.0, 2.0, 0.5, 0.0), 1.0)
    assert maturity.gain_after(45) == 8.0
    assert not maturity.is_ripe(180) and maturity.is_ripe(270) and maturity.is_ripe(2000)


def test_without_earlier_months_the_house_default_holds() -> None:
    maturity = CohortMaturity(None, 1.0)
    assert maturity.gain_after(30) is None and not maturity.is_ripe(89) and maturity.is_ripe(90)


@pytest.mark.slow
def test_it_is_kept_until_one_of_the_months_behind_it_changes(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[date] = []

    def noted(*asked: Any) -> dict[str, CohortMaturity]:
        read.append(asked[-1])
        return cohort_maturities(*asked)

    monkeypatch.setattr("core.board.request.cohort_maturities", noted)
    copy = copy_database(demo_db, tmp_path / "copy.db")
    with (
        closing(Writer(copy, 5)) as writer,
        closing(open_store(copy, read_only=True)) as store,
        closing(open_store(copy)) as steward,
    ):
        engine = Engine(store)

        def ripeness() -> Ripeness | None:
            return engine.board(None, "2026-10", kpis=[KPI], units=[]).figures[KPI, engine.units.root.id].ripeness

        before = ripeness()
        writer.write()  # of the newest days
        assert ripeness() == before and len(read) == 1
        columns = list(store.catalogue.facts["dispute"].columns)
        first, last = (first_second(day) for day in month_days(month_number(AS_OF) - 14))
        rows = steward.conn.execute(
            f"SELECT {', '.join(columns)} FROM fact_dispute WHERE outcome_at NOT NULL AND occurred_at BETWEEN ? AND ?",
            [first, last],
        ).fetchall()
        at_once = [dict(zip(columns, row, strict=True)) for row in rows]
        with steward.write("test", "records", "settled at once", 0):
            settled = [tuple((row | {"outcome_at": row["occurred_at"]}).values()) for row in at_once]
            assert apply_records(steward, "dispute", settled).changed
        after = ripeness()
        assert after != before and len(read) == 2
        with closing(open_store(copy, read_only=True)) as fresh:
            engine = Engine(fresh)
            assert ripeness() == after


@pytest.mark.parametrize(("as_of", "newest"), [(date(2026, 10, 31), "2025-10"), (date(2026, 10, 30), "2025-09")])
def test_months_are_compared_from_a_year_after_their_last_day(as_of: date, newest: str) -> None:
    months = compared_months(CALENDAR, as_of)
    assert month_text(months[-1]) == newest and len(months) == 12 and months == sorted(set(months))


def test_a_window_is_ripe_where_less_is_still_to_come_than_is_worth_saying() -> None:
    october = Window(*month_days(month_number(date(2026, 10, 1))))
    still_to_come = tuple(1.0 if age <= 30 else 0.5 for age in AGES)
    for smallest, is_ripe in ((1.0, False), (1.1, True)):
        maturity = CohortMaturity(still_to_come, smallest)
        assert maturity.ripeness(october, date(2026, 11, 10), CALENDAR) == Ripeness(1.0, is_ripe)
        assert maturity.is_ripe(10) is is_ripe


def test_where_nothing_is_known_three_months_after_its_end_a_month_is_ripe() -> None:
    unknown, october = CohortMaturity(None, 1.0), Window(*month_days(month_number(date(2026, 10, 1))))
    for age, is_ripe in ((UNKNOWN_RIPE_AGE - 1, False), (UNKNOWN_RIPE_AGE, True)):
        as_of = to_date(october.last + age)
        assert unknown.ripeness(october, as_of, CALENDAR) == Ripeness(None, is_ripe)


def test_months_in_which_nothing_was_reported_show_nothing(tmp_path: Path) -> None:
    with closing(copied(empty_store(tmp_path), tmp_path / "quiet.db")) as store:
        with store.write("test", "coverage", "", 0):
            add_coverage(store, "dispute", ROOT, day_number(date(2023, 1, 1)), day_number(AS_OF))
        engine = Engine(store)
        maturity = cohort_maturities(engine.catalogue, engine._read, [KPI], ROOT, AS_OF)[KPI]
        assert maturity.still_to_come is None
