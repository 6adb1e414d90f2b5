"""Who came to a post within the days has counts of fewer of them: no colleague, and compared with nobody."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.officers.postings import comparable_colleagues, places_throughout, serving_officers
from core.features.stations.workload import IN_HAND, workload_spreads
from core.metrics.types import OfficerFigure, Window
from core.store.open import open_store
from core.time.days import day_number
from dashboards.i18n.words import officer as words
from dashboards.pages.officer.figures import card
from tests.support.demo import DEMO_AS_OF

LAST = day_number(date.fromisoformat(DEMO_AS_OF))
WINDOW, MONTH_AFTER = Window(LAST - 299, LAST), Window(LAST - 29, LAST)


@pytest.fixture(scope="module")
def stayed_and_came(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, str, str]]:
    """A bureau in which the second of two colleagues came to the post a hundred days before the end."""
    path = Path(shutil.copy(demo_db, tmp_path_factory.mktemp("newcomer") / "a.db"))
    with closing(sqlite3.connect(path)) as connection, connection:
        team = "SELECT unit, post, kind FROM fact_posting WHERE from_day < ? AND to_day IS NULL "
        ((unit, post, identity),) = connection.execute(
            team + "GROUP BY unit, post, kind HAVING count(*) > 6 ORDER BY count(*) DESC LIMIT 1", [WINDOW.first]
        )
        in_team = "unit = ? AND post = ? AND kind = ? AND from_day < ? AND to_day IS NULL"
        place = [unit, post, identity, WINDOW.first]
        people = [row[0] for row in connection.execute(f"SELECT officer FROM fact_posting WHERE {in_team}", place)]
        stayed, came = sorted(people)[:2]
        connection.execute("UPDATE fact_posting SET from_day = ? WHERE officer = ?", [LAST - 99, came])
    store = open_store(path, read_only=True)
    yield Engine(store), stayed, came
    store.close()


def test_a_newcomer_is_no_colleague(stayed_and_came: tuple[Engine, str, str]) -> None:
    engine, stayed, came = stayed_and_came
    over_all, of_late = (comparable_colleagues(engine.store, stayed, window) for window in (WINDOW, MONTH_AFTER))
    assert stayed in over_all.officers and came not in over_all.officers
    assert {stayed, came} <= set(of_late.officers), "over days on which both served they are colleagues"
    assert not over_all.is_newcomer and not of_late.is_newcomer


def test_a_newcomer_is_compared_with_nobody_and_is_told_why(stayed_and_came: tuple[Engine, str, str]) -> None:
    engine, stayed, came = stayed_and_came
    figures = engine.officer_figures(came, WINDOW)
    assert figures and all(figure.is_newcomer and not _has_band(figure) for figure in figures)
    assert {card(figure)["band"] for figure in figures} == {words.NEWCOMER}
    assert any(_has_band(figure) for figure in engine.officer_figures(stayed, WINDOW))
    assert any(_has_band(figure) for figure in engine.officer_figures(came, MONTH_AFTER))


def _has_band(figure: OfficerFigure) -> bool:
    return figure.peers_low is not None or figure.peers_high is not None


def test_a_newcomer_has_no_part_in_the_spread_of_the_work_and_has_one_in_what_is_in_hand(
    stayed_and_came: tuple[Engine, str, str],
) -> None:
    engine, stayed, _ = stayed_and_came
    (unit,) = {posting.unit for posting in serving_officers(engine.store, LAST, officer=stayed)}

    def people(window: Window, measure: str) -> int:
        spreads = workload_spreads(engine, unit, window)
        return sum(spread.officer_count for spread in spreads if spread.measure == measure)

    stayed_all = places_throughout(engine.store, unit, WINDOW)
    assert people(WINDOW, "alerts_handled") == len(stayed_all) < people(WINDOW, IN_HAND)
    assert people(WINDOW, IN_HAND) == people(MONTH_AFTER, IN_HAND)
