"""Week cells answer as a slow reading of the records; incomplete weeks have no figure; small numbers stay hidden."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.metrics.weekly_amounts import weekly_amounts, weekly_measures
from core.store.cube_sizes import cube_sizes
from core.store.open import open_store
from core.time.days import day_number, to_date, week_days, week_number
from tests.support.examples import examples
from tests.support.oracle import World, total
from tests.support.worlds import CATALOGUE, PARENT, empty_store, stored, worlds

MEASURES = ["alerts_valid", "dispute_alerts"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("weeks"))


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_week_runs_from_monday_to_sunday(day: date) -> None:
    first, last = (to_date(number) for number in week_days(week_number(day_number(day))))
    assert first == day - timedelta(days=day.weekday())
    assert (last - first).days == 6


@pytest.mark.slow
@settings(max_examples=examples(8, thorough=200), deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), start=st.dates(date(2022, 12, 20), date(2025, 4, 1)), weeks=st.integers(1, 8))
def test_weeks_are_what_the_records_come_to(
    template: Path, tmp_path_factory: pytest.TempPathFactory, world: World, start: date, weeks: int
) -> None:
    end = start + timedelta(weeks=weeks - 1)
    with closing(stored(world, template, tmp_path_factory.getbasetemp() / "weeks.db")) as store:
        engine = Engine(store)
        with engine._snapshot() as asked:
            found = weekly_amounts(store, asked.coverage, list(PARENT), MEASURES, start, end)
    assert len(found.mondays) == weeks and set(found.amounts) == {(m, u) for m in MEASURES for u in PARENT}
    for (measure, unit), line in found.amounts.items():
        for monday, amount in zip(found.mondays, line, strict=True):
            sunday = monday + timedelta(days=6)
            assert amount == total(world, measure, unit, monday, sunday, sunday), (measure, unit, monday)


def test_a_station_is_told_by_week_and_a_community_is_not(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        tree = engine.units
        station = tree.stations(tree.root.id)[0].id
        days = date(2026, 10, 5), date(2026, 10, 25)
        told = engine.weeks([tree.root.id, station], ["alerts_valid"], *days)
        assert [str(monday) for monday in told.mondays] == ["2026-10-05", "2026-10-12", "2026-10-19"]
        board = engine.board(period="2026-10-05..2026-10-25", kpis=["alerts_valid"])
        line = told.amounts["alerts_valid", station]
        assert sum(amount or 0 for amount in line) == board.figures["alerts_valid", station].value
        assert engine.weeks(station, ["alerts_valid"], date(2026, 11, 2), date(2026, 11, 2)).amounts == {
            ("alerts_valid", station): (None,)
        }
        community = tree.children(station)[0].id
        with pytest.raises(LookupError):
            engine.weeks([station, community], ["alerts_valid"], *days)
        with pytest.raises(LookupError, match="没有按周汇总"):
            engine.weeks(station, ["disputes_reported"], *days)


def test_week_cells_are_listed_and_fewer_than_the_records(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        by_grain = {one.grain: one for one in cube_sizes(store)}
    assert 0 < by_grain["cube_week"].cells < by_grain["cube_week"].facts


def test_a_bureau_declares_what_else_is_kept_by_week() -> None:
    assert weekly_measures(CATALOGUE) == [name for name, measure in CATALOGUE.measures.items() if measure.profile]
    ours = load_catalogue({"ours.toml": "[measures.disputes_reported]\nweekly = true\n"})
    assert "disputes_reported" in weekly_measures(ours)
    with pytest.raises(CatalogueError, match="只用于由记录数的时期数"):
        load_catalogue({"ours.toml": "[measures.disputes_outstanding]\nweekly = true\n"})
