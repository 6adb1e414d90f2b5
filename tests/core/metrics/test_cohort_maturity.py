"""Maturity of cohorts: what boards of those days knew of a month at an age, and a year after its end."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.engine import Engine
from core.metrics.cohort_maturity import AGES, CohortMaturity
from core.store.open import open_store
from core.time.days import month_days, month_number, month_text, to_date

KPI, AS_OF = "dispute_resolution_rate", date(2026, 10, 31)


@pytest.mark.slow
def test_what_is_still_to_come_is_what_boards_saw_come(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        root, maturity = engine.units.root.id, engine.maturity(KPI, None, AS_OF)
        assert maturity is not None and maturity.still_to_come is not None
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
        assert maturity.gain_after(365) == 0 and maturity.is_ripe(365) and not maturity.is_ripe(0)


@pytest.mark.slow
def test_what_is_no_cohort_ripens_not(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        assert engine.maturity("alerts_valid", None, AS_OF) is None
        assert engine.maturity(KPI, None, date(2024, 9, 30)) == CohortMaturity(None, 1.0)


def test_between_two_ages_it_is_read_off_the_line() -> None:
    maturity = CohortMaturity((40.0, 20.0, 10.0, 6.0, 4.0, 3.0, 2.0, 0.5, 0.0), 1.0)
    assert maturity.gain_after(45) == 8.0
    assert not maturity.is_ripe(180) and maturity.is_ripe(270) and maturity.is_ripe(2000)


def test_without_earlier_months_the_house_default_holds() -> None:
    maturity = CohortMaturity(None, 1.0)
    assert maturity.gain_after(30) is None and not maturity.is_ripe(89) and maturity.is_ripe(90)
